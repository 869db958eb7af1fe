"""The ledger of a site while it is published: which addresses work, and what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import attrs

from electsched.errors import Fault, PublishError
from electsched.operation.plan import Plan
from electsched.publishing.private.access import Announced, of_grant, planned_files
from electsched.publishing.private.ledger import Grant, Ledger, merged, with_grants, with_held
from electsched.publishing.private.ledger_file import ledger_edition, ledger_kept, load_ledger, save_ledger
from electsched.stores.base import SECRET, Sink, Site, naming, standing_files
from electsched.stores.local import Folder

__all__ = ["Addresses"]


class Addresses:
    """The secret addresses of a publication; there are none without a ledger."""

    def __init__(self, path: str | Path | None, plan: Plan, now: datetime, sink: Sink) -> None:
        """Read the ledger, and make the addresses that are missing; nothing is written yet.

        Raises:
            InputError: The ledger is missing, damaged, readable by others, or of another site.
            PublishError: It lies inside the site.
        """
        self._path, self._plan, self._now = path, plan, now
        self._ledger: Ledger | None = None
        if path is None:
            return
        if isinstance(sink, Folder) and Path(path).resolve().is_relative_to(sink.root.resolve()):
            raise PublishError(Fault("", "a ledger inside the site", "a ledger outside it"), source=str(path))
        self._edition = ledger_edition(path)
        self._ledger = with_grants(load_ledger(path, plan), plan, now)

    @property
    def working(self) -> tuple[Grant, ...]:
        """The addresses at which something is to be found."""
        return tuple(grant for grant in self._ledger.grants if grant.works(self._now)) if self._ledger else ()

    @property
    def kept(self) -> bool:
        """Whether there is a ledger."""
        return self._ledger is not None

    @property
    def calendars(self) -> int:
        """How many calendars stand there, once `plan_files` was called."""
        return sum(path.endswith(".ics") for grant in self.working for path in grant.files)

    def plan_files(self) -> None:
        """Write into the ledger every file that is about to be written, so that none is ever forgotten.

        What others made of the ledger since it was read holds: nothing is written yet.
        """
        if self._ledger is None or self._path is None:
            return
        with ledger_kept(self._path):
            if ledger_edition(self._path) != self._edition:
                self._ledger = with_grants(load_ledger(self._path, self._plan), self._plan, self._now)
            self._with_files(dict(planned_files(self._plan, self.working)))
            save_ledger(self._path, self._ledger)
            self._edition = ledger_edition(self._path)

    def _with_files(self, files: Mapping[str, tuple[str, ...]], seals: Mapping[str, str] | None = None) -> None:
        """Take what stands at each address; seals that are not told stay, for the files that they seal come first."""
        if self._ledger is not None:
            grants = tuple(
                _with_files(grant, files[grant.token], grant.seals if seals is None else seals.get(grant.token, ""))
                if grant.token in files
                else grant
                for grant in self._ledger.grants
            )
            self._ledger = attrs.evolve(self._ledger, grants=grants)

    def finish(
        self,
        files: Mapping[str, tuple[str, ...]],
        seals: Mapping[str, str],
        held: Mapping[str, Iterable[str]],
        site: Site,
    ) -> tuple[Announced, ...]:
        """Remove what stands at addresses that no longer work, write the ledger, and return the new addresses.

        New are those that nobody was told yet: a publication that was stopped has told none. What others made of the
        ledger meanwhile holds: an address that was taken back is not told, and the next publication removes what
        stands there; one that they made is told once something does.
        ``files`` are those that stand at each address now, ``seals`` tell them from others, and ``held`` are the
        members whom each calendar names.
        """
        if self._ledger is None or self._path is None:
            return ()
        taken = [grant for grant in self._ledger.grants if grant.files and not grant.works(self._now)]
        for grant in taken:
            place = f"{SECRET}/{grant.token}"
            with naming(of_grant(grant)):
                for path in dict.fromkeys((*grant.files, *standing_files(site.sink, place))):
                    site.remove(f"{place}/{path}")
        self._with_files({**files, **{grant.token: () for grant in taken}}, seals)
        ours = {grant.token for grant in self._ledger.grants}
        with ledger_kept(self._path):
            if ledger_edition(self._path) != self._edition:
                self._ledger = merged(self._ledger, load_ledger(self._path, self._plan))
            new = tuple(grant for grant in self.working if grant.announced is None and grant.token in ours)
            told = {grant.token for grant in new}
            grants = tuple(
                attrs.evolve(grant, announced=self._now) if grant.token in told else grant
                for grant in self._ledger.grants
            )
            save_ledger(self._path, with_held(attrs.evolve(self._ledger, grants=grants), held, self._now))
        base = self._plan.site.secret_url
        return tuple(Announced(audience=grant.audience, key=grant.key, url=f"{base}/{grant.token}/") for grant in new)


def _with_files(grant: Grant, files: tuple[str, ...], seals: str) -> Grant:
    return grant if (files, seals) == (grant.files, grant.seals) else attrs.evolve(grant, files=files, seals=seals)
