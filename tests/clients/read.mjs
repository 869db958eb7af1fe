// Reads calendars with ical.js: the paths as arguments, one JSON object for each on standard output.
import { readFileSync } from "node:fs";
import ICAL from "ical.js-2";

ICAL.design.strict = true;

for (const path of process.argv.slice(2)) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, "utf-8")));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      summary: event.summary,
      location: event.location,
      status: component.getFirstPropertyValue("status"),
      start: event.startDate.toJSDate().toISOString(),
      end: event.endDate.toJSDate().toISOString(),
      zone: event.startDate.zone.tzid,
      allDay: event.startDate.isDate,
    };
  });
  console.log(JSON.stringify({ path, name: calendar.getFirstPropertyValue("name"), events }));
}
