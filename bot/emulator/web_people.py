"""auth.test, apps.connections.open, users.*, bots.info, team.info."""

from bot.emulator.arguments import Call
from bot.emulator.records import Json, Refused


def auth_test(call: Call) -> Json:
    core = call.core
    return {
        "url": core.workspace_url,
        "team": "Emulated",
        "user": core.workspace.users[core.bot_user_id].name,
        "team_id": core.team_id,
        "user_id": core.bot_user_id,
        "bot_id": core.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    core = call.core
    return {"url": f"ws://127.0.0.1:{core.port}/link/?ticket={core.sockets.ticket()}&app_id={core.app_id}"}


def user_info(call: Call) -> Json:
    user = call.core.workspace.users.get(call.need("user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": call.core.workspace.shown_user(user)}


def user_list(call: Call) -> Json:
    page, metadata = call.page(list(call.core.workspace.users.values()), 1000, 1000)
    shown = [call.core.workspace.shown_user(user) for user in page]
    return {"members": shown, "cache_ts": call.core.workspace.seconds(), "response_metadata": metadata}


def bot_info(call: Call) -> Json:
    app = call.core.workspace.apps.get(call.text("bot") or call.core.bot_id)
    if app is None:
        raise Refused("bot_not_found")
    shown: Json = {"id": app.bot_id, "deleted": False, "name": app.name, "updated": 0, "app_id": app.app_id}
    if app.user is not None:
        shown["user_id"] = app.user
    return {"bot": shown | {"icons": {}}}


def team_info(call: Call) -> Json:
    core = call.core
    if call.text("team") not in (None, core.team_id):
        raise Refused("team_not_found")
    return {
        "team": {
            "id": core.team_id,
            "name": "Emulated",
            "url": core.workspace_url,
            "domain": "emulated",
            "email_domain": "",
        }
    }
