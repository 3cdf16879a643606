"""The Web API methods this emulator knows: their arguments, the bot scopes of which one is needed, and their error names."""

from dataclasses import dataclass

CONVERSATION_KINDS = ("channels", "groups", "im", "mpim")


@dataclass(frozen=True)
class Method:
    """`scopes` are alternatives; for conversations, which one is needed depends on the kind of channel."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    scopes: tuple[str, ...]
    errors: frozenset[str]
    for_app: bool = False


COMMON_ERRORS = frozenset(
    {
        "not_authed",
        "invalid_auth",
        "account_inactive",
        "token_revoked",
        "missing_scope",
        "not_allowed_token_type",
        "unknown_method",
        "invalid_arguments",
        "missing_argument",
        "ratelimited",
        "internal_error",
    }
)
"""What any method may answer."""

OBSERVED_ERRORS = {
    "conversations.replies": frozenset({"not_in_channel"}),
    "chat.delete": frozenset({"not_in_channel"}),
    "chat.update": frozenset({"not_in_channel", "is_archived"}),
    "chat.postEphemeral": frozenset({"invalid_metadata_format"}),
    "reactions.add": frozenset({"not_in_channel"}),
    "reactions.remove": frozenset({"not_in_channel"}),
    "pins.list": frozenset({"not_in_channel"}),
    "pins.remove": frozenset({"not_in_channel"}),
    "views.open": frozenset({"user_not_found"}),
}
"""What Slack answers although its reference leaves it out of the method's list."""

NEWER_METHODS = frozenset({"canvases.getContent"})
"""Documented by Slack since the published reference was made."""


def _rows(*rows: tuple[str, str, str, str, str]) -> dict[str, Method]:
    table = {}
    for name, required, optional, scopes, errors in rows:
        known = frozenset(errors.split()) | COMMON_ERRORS | OBSERVED_ERRORS.get(name, frozenset())
        table[name] = Method(
            name,
            tuple(required.split()),
            tuple(optional.split()),
            tuple(scopes.split()),
            known,
            name == "apps.connections.open",
        )
    return table


_READ = "channels:read groups:read im:read mpim:read"
_HISTORY = "channels:history groups:history im:history mpim:history"
_POST = (
    "as_user attachments blocks icon_emoji icon_url link_names markdown_text metadata mrkdwn parse reply_broadcast text "
    "thread_ts unfurl_links unfurl_media username"
)
_BLOCKS = "invalid_blocks invalid_blocks_format"
_TRIGGERS = "exchanged_trigger_id expired_trigger_id invalid_trigger_id view_too_large duplicate_external_id"

METHODS = _rows(
    ("auth.test", "", "", "", ""),
    ("apps.connections.open", "", "", "", "forbidden_team"),
    (
        "chat.postMessage",
        "channel",
        _POST,
        "chat:write",
        f"channel_not_found not_in_channel is_archived no_text cannot_reply_to_message {_BLOCKS} markdown_text_conflict "
        "invalid_metadata_format metadata_too_large too_many_attachments msg_blocks_too_long message_limit_exceeded "
        "messages_tab_disabled",
    ),
    (
        "chat.update",
        "channel ts",
        "as_user attachments blocks file_ids link_names markdown_text metadata parse reply_broadcast text",
        "chat:write",
        f"channel_not_found message_not_found cant_update_message msg_too_long no_text {_BLOCKS} markdown_text_conflict "
        "invalid_metadata_format metadata_too_large too_many_attachments",
    ),
    ("chat.delete", "channel ts", "as_user", "chat:write", "channel_not_found message_not_found cant_delete_message"),
    (
        "chat.postEphemeral",
        "channel user",
        "as_user attachments blocks icon_emoji icon_url link_names markdown_text metadata parse text thread_ts username",
        "chat:write",
        f"channel_not_found not_in_channel is_archived user_not_in_channel no_text msg_too_long {_BLOCKS} "
        "markdown_text_conflict too_many_attachments cannot_reply_to_message",
    ),
    ("chat.getPermalink", "channel message_ts", "", "", "channel_not_found message_not_found"),
    ("conversations.info", "channel", "include_locale include_num_members", _READ, "channel_not_found"),
    (
        "conversations.history",
        "channel",
        "cursor include_all_metadata inclusive latest limit oldest",
        _HISTORY,
        "channel_not_found not_in_channel invalid_cursor invalid_ts_latest invalid_ts_oldest",
    ),
    (
        "conversations.replies",
        "channel ts",
        "cursor include_all_metadata inclusive latest limit oldest",
        _HISTORY,
        "channel_not_found thread_not_found invalid_cursor invalid_ts_latest invalid_ts_oldest",
    ),
    ("conversations.members", "channel", "cursor limit", _READ, "channel_not_found invalid_cursor invalid_limit"),
    (
        "conversations.list",
        "",
        "cursor exclude_archived limit team_id types",
        _READ,
        "invalid_cursor invalid_limit invalid_types",
    ),
    (
        "conversations.join",
        "channel",
        "",
        "channels:join",
        "channel_not_found is_archived method_not_supported_for_channel_type",
    ),
    (
        "conversations.open",
        "",
        "channel prevent_creation return_im users",
        "channels:manage groups:write im:write mpim:write",
        "channel_not_found users_list_not_supplied user_not_found too_many_users method_not_supported_for_channel_type",
    ),
    ("users.info", "user", "include_locale", "users:read", "user_not_found"),
    ("users.list", "", "cursor include_locale limit team_id", "users:read", "invalid_cursor limit_required"),
    (
        "users.conversations",
        "",
        "cursor exclude_archived limit team_id types user",
        _READ,
        "invalid_cursor invalid_limit invalid_types",
    ),
    ("bots.info", "", "bot team_id", "users:read", "bot_not_found"),
    ("team.info", "", "domain team", "team:read", "team_not_found"),
    (
        "files.getUploadURLExternal",
        "filename length",
        "alt_txt snippet_type",
        "files:write",
        "file_upload_size_restricted",
    ),
    (
        "files.completeUploadExternal",
        "files",
        "blocks channel_id channels initial_comment thread_ts",
        "files:write",
        "access_denied channel_not_found file_not_found invalid_blocks invalid_channel not_in_channel "
        "posting_to_channel_denied",
    ),
    ("files.info", "file", "count cursor limit page", "files:read", "file_deleted file_not_found"),
    (
        "files.list",
        "",
        "channel count page show_files_hidden_by_limit team_id ts_from ts_to types user",
        "files:read",
        "user_not_found unknown_type",
    ),
    ("files.delete", "file", "", "files:write", "cant_delete_file file_deleted file_not_found"),
    ("canvases.getContent", "canvas_id", "content_type", "canvases:read", "canvas_not_found"),
    ("views.open", "view", "interactivity_pointer trigger_id", "", _TRIGGERS),
    ("views.push", "view", "interactivity_pointer trigger_id", "", f"{_TRIGGERS} not_found push_limit_reached"),
    (
        "views.update",
        "view",
        "external_id hash view_id",
        "",
        "hash_conflict not_found view_too_large duplicate_external_id",
    ),
    ("views.publish", "user_id view", "hash interactivity_pointer", "", "hash_conflict not_enabled view_too_large"),
    (
        "reactions.add",
        "channel name timestamp",
        "",
        "reactions:write",
        "already_reacted bad_timestamp channel_not_found invalid_name is_archived message_not_found",
    ),
    (
        "reactions.remove",
        "name",
        "channel file file_comment timestamp",
        "reactions:write",
        "bad_timestamp channel_not_found message_not_found no_item_specified no_reaction",
    ),
    (
        "reactions.get",
        "",
        "channel file file_comment full timestamp",
        "reactions:read",
        "bad_timestamp channel_not_found message_not_found no_item_specified",
    ),
    (
        "pins.add",
        "channel",
        "timestamp",
        "pins:write",
        "already_pinned bad_timestamp channel_not_found message_not_found no_item_specified not_in_channel "
        "too_many_pins",
    ),
    ("pins.list", "channel", "", "pins:read", "channel_not_found"),
    (
        "pins.remove",
        "channel",
        "timestamp",
        "pins:write",
        "bad_timestamp channel_not_found message_not_found no_item_specified no_pin",
    ),
)
