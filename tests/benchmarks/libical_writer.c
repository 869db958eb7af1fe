/* The events of a file, built and serialised by libical one after the other, and how long that took.
 *
 *     cc -O2 -o libical_writer libical_writer.c -lical
 *     ./libical_writer events.bin
 *
 * The file holds eleven fields for each event, each a length of four octets, least first, and the text: UID, stamp, start,
 * end, zone, title, place, text, category, minutes of the alarm, number. It is read before the clock is started. What is
 * printed: the events, the octets that were written of them, the seconds.
 */
#define _POSIX_C_SOURCE 200809L
#include <libical/ical.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { UID, STAMP, START, END, ZONE, SUMMARY, LOCATION, DESCRIPTION, CATEGORY, ALARM, SEQUENCE, FIELDS };

typedef struct {
    char *field[FIELDS];
} Event;

static char *read_field(FILE *file) {
    unsigned char raw[4];
    if (fread(raw, 1, sizeof raw, file) != sizeof raw)
        return NULL;
    uint32_t size = raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 | (uint32_t)raw[3] << 24;
    char *text = malloc((size_t)size + 1);
    if (text == NULL || fread(text, 1, size, file) != size)
        exit(2);
    text[size] = '\0';
    return text;
}

static size_t read_events(FILE *file, Event **events) {
    size_t count = 0, room = 0;
    for (;;) {
        if (count == room) {
            room = room ? 2 * room : 1024;
            *events = realloc(*events, room * sizeof **events);
            if (*events == NULL)
                exit(2);
        }
        for (int i = 0; i < FIELDS; i++) {
            (*events)[count].field[i] = read_field(file);
            if ((*events)[count].field[i] == NULL)
                return count;
        }
        count++;
    }
}

static void add_local(icalcomponent *component, icalproperty *property, const char *zone) {
    icalproperty_add_parameter(property, icalparameter_new_tzid(zone));
    icalcomponent_add_property(component, property);
}

static icalcomponent *build(char *const *field) {
    struct icaltimetype stamp = icaltime_from_string(field[STAMP]);
    icalcomponent *event = icalcomponent_new_vevent();
    icalcomponent_add_property(event, icalproperty_new_summary(field[SUMMARY]));
    add_local(event, icalproperty_new_dtstart(icaltime_from_string(field[START])), field[ZONE]);
    add_local(event, icalproperty_new_dtend(icaltime_from_string(field[END])), field[ZONE]);
    icalcomponent_add_property(event, icalproperty_new_dtstamp(stamp));
    icalcomponent_add_property(event, icalproperty_new_uid(field[UID]));
    icalcomponent_add_property(event, icalproperty_new_sequence(atoi(field[SEQUENCE])));
    icalcomponent_add_property(event, icalproperty_new_categories(field[CATEGORY]));
    icalcomponent_add_property(event, icalproperty_new_description(field[DESCRIPTION]));
    icalcomponent_add_property(event, icalproperty_new_lastmodified(stamp));
    icalcomponent_add_property(event, icalproperty_new_location(field[LOCATION]));
    icalcomponent *alarm = icalcomponent_new_valarm();
    icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
    icalcomponent_add_property(alarm, icalproperty_new_description(field[SUMMARY]));
    struct icaltriggertype trigger = icaltriggertype_from_int(-60 * atoi(field[ALARM]));
    icalcomponent_add_property(alarm, icalproperty_new_trigger(trigger));
    icalcomponent_add_component(event, alarm);
    return event;
}

int main(int argc, char **argv) {
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL)
        return 2;
    Event *events = NULL;
    size_t count = read_events(file, &events), octets = 0;
    struct timespec first, last;
    clock_gettime(CLOCK_MONOTONIC, &first);
    for (size_t i = 0; i < count; i++) {
        icalcomponent *event = build(events[i].field);
        char *text = icalcomponent_as_ical_string_r(event);
        octets += strlen(text);
        icalmemory_free_buffer(text);
        icalcomponent_free(event);
    }
    clock_gettime(CLOCK_MONOTONIC, &last);
    double seconds = (double)(last.tv_sec - first.tv_sec) + 1e-9 * (double)(last.tv_nsec - first.tv_nsec);
    printf("%zu %zu %.9f\n", count, octets, seconds);
    return 0;
}
