"""The routes of the API as methods, made by `clients/python/generate.py`: change nothing."""

# ruff: noqa

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from whoholds_client.transport import Transport

Json = Any


class Routes(Transport):
    """Every route of the API; answers are JSON types, files are bytes."""

    def changes(
        self,
        *,
        from_: str | None = None,
        to: str | None = None,
        known: str | None = None,
        known_from: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Json:
        """What changed between two days, or between two states of knowledge.

        Return which places changed hands, became contested or known from one day to
        another.

        Args:
            from_: The first day; the last covered when absent.
            to: The last day; the last covered when absent.
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
            known_from: Compare what was known then with `known`, about the day `to`.
        """
        return self._json(
            "GET",
            "/api/v1/changes",
            {"from": from_, "to": to, "known": known, "known_from": known_from, "limit": limit, "offset": offset},
        )

    def claims(
        self,
        *,
        known: str | None = None,
        place: str | None = None,
        actor: str | None = None,
        side: str | None = None,
        event: str | None = None,
        status: str | None = None,
        source: str | None = None,
        since: str | None = None,
        until: str | None = None,
        least: float | None = None,
        q: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Json:
        """Claims in ledger order.

        Return the claims that match all that is asked, a page at a time; `cursor` goes
        on in order.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
            place: Identifier or name.
            actor: A group that acted or was acted on: identifier or name.
            side: The side of such a group: identifier.
            source: A publisher, as reports name it.
            since: Happened on that day or after it.
            until: Happened on that day or before it.
            least: The least confidence of the reader.
            q: Words that the quote has, in any order.
            cursor: The `next` of an earlier answer.
        """
        return self._json(
            "GET",
            "/api/v1/claims",
            {"known": known, "place": place, "actor": actor, "side": side, "event": event, "status": status, "source": source, "since": since, "until": until, "least": least, "q": q, "cursor": cursor, "limit": limit, "offset": offset},
        )

    def claim(
        self,
        claim_id: str,
        *,
        known: str | None = None,
    ) -> Json:
        """One claim.

        Return the claim of that identifier, or of that ledger position.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            f"/api/v1/claims/{quote(str(claim_id), safe='')}",
            {"known": known},
        )

    def control(
        self,
        *,
        known: str | None = None,
    ) -> Json:
        """Who holds what, on every day.

        Return all places, periods and event days in columns, the whole timeline at
        once.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            "/api/v1/control",
            {"known": known},
        )

    def credits(
        self,
        *,
        known: str | None = None,
    ) -> Json:
        """Whom the map owes what it shows to.

        Return the credit line of every source in use: gazetteers, basemap, maps, tiles.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            "/api/v1/credits",
            {"known": known},
        )

    def export(
        self,
        form: str,
        *,
        what: str | None = None,
        on: str | None = None,
        bbox: str | None = None,
        side: str | None = None,
        known: str | None = None,
    ) -> bytes:
        """What is in view, as a file.

        Return who holds what on a day, or the claims of the day, with the credits of
        the places. Cells of CSV that a spreadsheet would take for a formula have an
        apostrophe in front.

        Args:
            on: The day (2020-01-17); the last day covered when absent.
            bbox: Only what lies in west,south,east,north (degrees).
            side: Only of that side: identifier.
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._bytes(
            "GET",
            f"/api/v1/export/{quote(str(form), safe='')}",
            {"what": what, "on": on, "bbox": bbox, "side": side, "known": known},
        )

    def ground(
        self,
        *,
        on: str | None = None,
        country: str | None = None,
        known: str | None = None,
    ) -> Json:
        """Whose ground is whose on a day.

        Return areas by side, contested and unknown ground, front lines and their bands,
        as GeoJSON.

        Args:
            on: The day (2020-01-17); the last day covered when absent.
            country: ISO 3166 code (SY); the country with most places on record when
                absent.
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            "/api/v1/ground",
            {"on": on, "country": country, "known": known},
        )

    def happenings(
        self,
        *,
        known: str | None = None,
    ) -> Json:
        """What happened, and where.

        Return every dated claim at its places in columns; claims without day or place
        are left out.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            "/api/v1/happenings",
            {"known": known},
        )

    def history(
        self,
        subject: str,
    ) -> Json:
        """Every entry about something.

        Return who did what about a claim, a report or a place, when and why, oldest
        first.
        """
        return self._json(
            "GET",
            f"/api/v1/history/{quote(str(subject), safe='')}",
            {},
        )

    def holders(
        self,
        *,
        on: str | None = None,
        known: str | None = None,
    ) -> Json:
        """Who holds what, on one day.

        Return the state of every place on one day, in columns.

        Args:
            on: The day (2020-01-17); the last day covered when absent.
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            "/api/v1/holders",
            {"on": on, "known": known},
        )

    def layer(
        self,
        layer: str,
        *,
        known: str | None = None,
    ) -> Json:
        """What is claimed, or what is confirmed, on every day.

        Return the periods of one layer; its indexes are those of `control` at the same
        position.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            f"/api/v1/layers/{quote(str(layer), safe='')}",
            {"known": known},
        )

    def maps(
        self,
        *,
        known: str | None = None,
    ) -> Json:
        """Other mapmakers' maps on record.

        Return the maps that count, by day: whose, and what for.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            "/api/v1/maps",
            {"known": known},
        )

    def areas(
        self,
        map_id: str,
        *,
        known: str | None = None,
    ) -> Json:
        """The areas of one map.

        Return the areas of a map by who holds them, as GeoJSON, simplified for a
        screen.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            f"/api/v1/maps/{quote(str(map_id), safe='')}/areas",
            {"known": known},
        )

    def mentions(
        self,
    ) -> Json:
        """Posts that call you.

        Return the posts that call who asks, newest first, and the names that may be
        called.
        """
        return self._json(
            "GET",
            "/api/v1/mentions",
            {},
        )

    def moments(
        self,
        *,
        limit: int | None = None,
    ) -> Json:
        """Moments of the record, newest first.

        Return after which entries a report had just been read: what `known` may
        usefully be.
        """
        return self._json(
            "GET",
            "/api/v1/moments",
            {"limit": limit},
        )

    def post_place_decision(
        self,
        body: Mapping[str, Json],
    ) -> Json:
        """Say where a place lies.

        Put the claims that name a place where a person says that it lies, earlier ones
        too.
        """
        return self._json(
            "POST",
            "/api/v1/places/decisions",
            {},
            body,
        )

    def place(
        self,
        place_id: str,
        *,
        on: str | None = None,
        known: str | None = None,
    ) -> Json:
        """One place: who holds it, and on what evidence.

        Return the place, its periods, and every claim that names it with its bearing on
        the day.

        Args:
            on: The day (2020-01-17); the last day covered when absent.
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            f"/api/v1/places/{quote(str(place_id), safe='')}",
            {"on": on, "known": known},
        )

    def post_redaction(
        self,
        body: Mapping[str, Json],
    ) -> Json:
        """Take away what must not be kept.

        Take away what a report (with its page and claims), a claim or an entry holds,
        for good.
        """
        return self._json(
            "POST",
            "/api/v1/redactions",
            {},
            body,
        )

    def report(
        self,
        report_id: str,
        *,
        known: str | None = None,
    ) -> Json:
        """One report with its claims.

        Return a report's text, source and captions, and the spans of its claims; no
        comments.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            f"/api/v1/reports/{quote(str(report_id), safe='')}",
            {"known": known},
        )

    def review_claim(
        self,
        claim_id: str,
        *,
        known: str | None = None,
    ) -> Json:
        """One claim, to decide on it.

        Return a claim with its report, its fields, and what accepting or rejecting it
        would change. The claim is as decisions have left it by now, or what stands in
        its place; all around it is as known then. `at` is the position to name in a
        decision.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            f"/api/v1/review/claims/{quote(str(claim_id), safe='')}",
            {"known": known},
        )

    def effect(
        self,
        entry: int,
        *,
        known: str | None = None,
    ) -> Json:
        """What an entry changed in the picture.

        Return what a decision changed at the places that its claim names, all else as
        known then. An earlier `known` is quicker, where the picture of that position
        was looked at before: no picture is made anew. For a decision on a place, whose
        claims lie anywhere, the changes are left out.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            "/api/v1/review/effect",
            {"entry": entry, "known": known},
        )

    def options(
        self,
        q: str,
        *,
        country: str | None = None,
        limit: int | None = None,
    ) -> Json:
        """Gazetteer places that a name may mean.

        Return the places of the gazetteers that `q` may mean, best first, on record or
        not.
        """
        return self._json(
            "GET",
            "/api/v1/review/places",
            {"q": q, "country": country, "limit": limit},
        )

    def queue(
        self,
        *,
        known: str | None = None,
        q: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
    ) -> Json:
        """What to review, most useful first.

        Return the claims that nobody decided on, or that should be looked at again,
        with the reasons.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
            q: Words of quote or place.
        """
        return self._json(
            "GET",
            "/api/v1/review/queue",
            {"known": known, "q": q, "limit": limit, "offset": offset},
        )

    def post_review(
        self,
        body: Mapping[str, Json],
    ) -> Json:
        """Decide on a claim.

        Accept, correct, reject, merge or split a claim; all but accept need a reason.
        """
        return self._json(
            "POST",
            "/api/v1/reviews",
            {},
            body,
        )

    def post_undo(
        self,
        body: Mapping[str, Json],
    ) -> Json:
        """Take a decision back.

        Take back a review, a decision on a place, or an undoing: it counts no longer
        from now on.
        """
        return self._json(
            "POST",
            "/api/v1/reviews/undo",
            {},
            body,
        )

    def search(
        self,
        q: str,
        *,
        known: str | None = None,
        limit: int | None = None,
    ) -> Json:
        """Places, groups, publishers and quotes on record.

        Return what is on record whose name or spelling is like `q`, and the quotes with
        its words.

        Args:
            q: A name in any spelling, or words.
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
            limit: The most of each.
        """
        return self._json(
            "GET",
            "/api/v1/search",
            {"q": q, "known": known, "limit": limit},
        )

    def delete_session(
        self,
    ) -> None:
        """Sign out.

        End the session of this browser.
        """
        return self._json(
            "DELETE",
            "/api/v1/session",
            {},
        )

    def session(
        self,
    ) -> Json:
        """Who asks.

        Return who is signed in, and what a page needs to write; open to anybody.
        """
        return self._json(
            "GET",
            "/api/v1/session",
            {},
        )

    def post_session(
        self,
        body: Mapping[str, Json],
    ) -> Json:
        """Sign in.

        Sign in by name, password and the code of an authenticator where the account has
        one.
        """
        return self._json(
            "POST",
            "/api/v1/session",
            {},
            body,
        )

    def state(
        self,
        *,
        known: str | None = None,
    ) -> Json:
        """What the record holds.

        Return the position, the days covered, the sides with their colours, and counts.

        Args:
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._json(
            "GET",
            "/api/v1/state",
            {"known": known},
        )

    def talk(
        self,
        subject: str,
    ) -> Json:
        """The discussion of a claim, a place or a report.

        Return the posts about something, oldest first; a deleted one is a tombstone.
        """
        return self._json(
            "GET",
            f"/api/v1/talk/{quote(str(subject), safe='')}",
            {},
        )

    def post_talk(
        self,
        subject: str,
        body: Mapping[str, Json],
    ) -> Json:
        """Say something of a claim, a place or a report.

        Post or answer, or edit, delete, resolve or reopen a post; return the
        discussion.
        """
        return self._json(
            "POST",
            f"/api/v1/talk/{quote(str(subject), safe='')}",
            {},
            body,
        )

    def tile(
        self,
        z: int,
        x: int,
        y: int,
        *,
        on: str | None = None,
        ground: bool | None = None,
        known: str | None = None,
    ) -> bytes:
        """Vector tiles of a day.

        Return the layer `places` of a tile, of `areas`, `fronts` and `bands` too where
        asked for. Where places lie closer than the eye can part them, the one that most
        claims name stands for them.

        Args:
            on: The day (2020-01-17); the last day covered when absent.
            ground: Also areas, fronts and bands of the country with most places.
            known: As known at a position (17), a day (2020-01-18: its end, UTC) or an
                instant.
        """
        return self._bytes(
            "GET",
            f"/api/v1/tiles/{quote(str(z), safe='')}/{quote(str(x), safe='')}/{quote(str(y), safe='')}.mvt",
            {"on": on, "ground": ground, "known": known},
        )

    def towns(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        *,
        limit: int | None = None,
    ) -> Json:
        """Towns for orientation.

        Return the most populous towns of a part of the world (degrees); no claim is
        tied to them.
        """
        return self._json(
            "GET",
            "/api/v1/towns",
            {"west": west, "south": south, "east": east, "north": north, "limit": limit},
        )
