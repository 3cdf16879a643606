"""Huddles, as far as a bot sees them: the post that Slack makes of one, its edit at the end, and the notes."""

import uuid
from dataclasses import dataclass

from bot.emulator import conversation, files_in_channels
from bot.emulator.people_files import FileActions
from bot.emulator.records import File, Json, NotPossible
from bot.emulator.workspace import SLACKBOT, Channel

_NOTES = "application/vnd.slack-docs"
_JOINED: Json = {"joined": True, "camera_on": False, "camera_off": False, "user_team": {}}
_TRANSCRIPT = "application/vnd.slack-huddle-transcript"


@dataclass(frozen=True)
class Huddle:
    """One huddle: the room's id, its channel, and the timestamp of the post that is its thread's root."""

    room: str
    channel: str
    ts: str


class HuddleActions(FileActions):
    """None of this is promised by Slack; it is what was seen. Nobody can start a huddle through an API."""

    async def start_huddle(self, channel: str, user: str, *, ts: str | None = None) -> Huddle:
        """A member starts a huddle: Slackbot posts `huddle_thread` with the room."""
        found = self._member_of(channel, user)
        room_id = self.workspace.new_id("R")
        message = self._placed(found, {"user": SLACKBOT, "subtype": "huddle_thread"}, None, False, ts)
        ts = message.setdefault("ts", self.workspace.next_ts(found))
        room = self._room(room_id, found, user, str(ts))
        message |= {"text": "A huddle started", "room": room, "no_notifications": True}
        message["permalink"] = str(room["huddle_link"])
        conversation.post(self, found, message)
        self._tell_state(user, room_id)
        return Huddle(room_id, channel, str(ts))

    async def join_huddle(self, huddle: Huddle, user: str) -> None:
        """Somebody comes in. The post is not edited; who reads it again sees it."""
        self._member_of(huddle.channel, user)
        self._come(huddle, user)

    async def leave_huddle(self, huddle: Huddle, user: str) -> None:
        room = self._open_room(huddle)
        if user not in room["participants"]:
            raise NotPossible(f"{user} is not in the huddle")
        room["participants"] = [each for each in room["participants"] if each != user]
        self._tell_state(user, None)

    async def end_huddle(self, huddle: Huddle, *, at: str | None = None) -> None:
        """The last one leaves: Slack edits its post, with `has_ended` and everybody who was there."""
        room = self._open_room(huddle)
        end = int(at.partition(".")[0]) if at else self.workspace.seconds()
        inside = list(room["participants"])
        ended = room | {"participants": [], "date_end": end, "has_ended": True}
        self._edit_root(huddle, {"room": ended, "text": "A huddle happened"}, at)
        for user in inside:
            self._tell_state(user, None)

    async def attach_notes(
        self, huddle: Huddle, *, title: str = ":headphones: Huddle notes", markdown: str = "", transcript: bool = True
    ) -> str:
        """Slack AI puts its notes canvas under an ended huddle, as a file of the post; it is empty until `fill_notes`.
        With `transcript` there is a transcript file too, which a bot can see but not download. Returns the canvas's id."""
        room = self._root(huddle)["room"]
        if not room["has_ended"]:
            raise NotPossible("the huddle goes on")
        canvas = self._huddle_file("Huddle_notes", markdown, files_in_channels.CANVAS, _NOTES, huddle, title)
        canvas.about |= {
            "mode": "quip",
            "pretty_type": "Canvas",
            "editable": True,
            "is_huddle_canvas": True,
            "huddle_date_start": room["date_start"],
            "huddle_date_end": room["date_end"],
            "canvas_metadata": {"originating_huddle_id": huddle.room},
        }
        if transcript:
            words = self._huddle_file("Huddle_transcript", "", "huddle_transcript", _TRANSCRIPT, huddle, "Transcript")
            words.closed = True
            canvas.about["huddle_transcript_file_id"] = words.id
        attached = room | {"attached_file_ids": [canvas.id]}
        recording = {"can_record_summary": "enabled", "summary": True, "notetaking": True, "summary_status": "pending"}
        shown = [files_in_channels.shown_file(self, canvas)]
        self._edit_root(huddle, {"room": attached | {"recording": recording}, "files": shown}, None)
        found = self._channel(huddle.channel)
        files_in_channels.tell_shared(self, found, canvas, self.workspace.next_ts(found))
        return canvas.id

    async def fill_notes(self, file: str, markdown: str) -> None:
        """Slack AI writes the canvas, or writes it anew: file_change."""
        canvas = self._file(file)
        canvas.content = markdown.encode()
        canvas.length = len(canvas.content)
        files_in_channels.changed(self, canvas)

    # --- within

    def _room(self, room_id: str, channel: Channel, user: str, ts: str) -> Json:
        return {
            "id": room_id,
            "name": "",
            "media_server": "",
            "created_by": user,
            "date_start": int(ts.partition(".")[0]),
            "date_end": 0,
            "participants": [user],
            "participant_history": [user],
            "participants_events": {user: _JOINED},
            "participants_camera_on": [],
            "participants_camera_off": [],
            "participants_screenshare_on": [],
            "participants_screenshare_off": [],
            "canvas_thread_ts": ts,
            "thread_root_ts": ts,
            "channels": [channel.id],
            "is_dm_call": channel.direct,
            "has_ended": False,
            "attached_file_ids": [],
            "media_backend_type": "free_willy",
            "external_unique_id": str(uuid.UUID(int=int(ts.replace(".", "")))),
            "call_family": "huddle",
            "knocks": {},
            "locale": "en-US",
            "huddle_link": f"{self.workspace_url}huddle/{self.team_id}/{channel.id}",
        }

    def _root(self, huddle: Huddle) -> Json:
        return self._message(self._channel(huddle.channel), huddle.ts)

    def _open_room(self, huddle: Huddle) -> Json:
        room: Json = self._root(huddle)["room"]
        if room["has_ended"]:
            raise NotPossible("the huddle is over")
        return room

    def _come(self, huddle: Huddle, user: str) -> None:
        room = self._open_room(huddle)
        if user in room["participants"]:
            raise NotPossible(f"{user} is in the huddle already")
        self._root(huddle)["room"] = room | {
            "participants": [*room["participants"], user],
            "participant_history": list(dict.fromkeys([*room["participant_history"], user])),
            "participants_events": room["participants_events"] | {user: _JOINED},
        }
        self._tell_state(user, huddle.room)

    def _edit_root(self, huddle: Huddle, changes: Json, at: str | None) -> None:
        conversation.change(self, self._channel(huddle.channel), huddle.ts, changes, editor=SLACKBOT, at=at)

    def _huddle_file(self, name: str, text: str, filetype: str, mimetype: str, huddle: Huddle, title: str) -> File:
        file = self._file_of(SLACKBOT, name, text.encode(), title=title, filetype=filetype, mimetype=mimetype)
        file.channel, file.thread_ts, file.shares = huddle.channel, huddle.ts, [(huddle.channel, huddle.ts)]
        return file

    def _tell_state(self, user: str, room: str | None) -> None:
        """user_huddle_changed, which goes to the whole workspace and names no channel."""
        shown = self.workspace.shown_user(self.workspace.users[user])
        state: Json = {"huddle_state": "in_a_huddle" if room else "default_unset", "huddle_state_expiration_ts": 0}
        shown["profile"] |= state | ({"huddle_state_call_id": room} if room else {})
        now = f"{self.workspace.seconds()}.000000"
        self.emit({"type": "user_huddle_changed", "user": shown, "cache_ts": self.workspace.seconds(), "event_ts": now})
        self.changed()
