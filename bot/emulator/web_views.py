"""views.*: opening, pushing and updating modals, publishing home tabs."""

from bot.emulator.arguments import Call
from bot.emulator.conversation import identified
from bot.emulator.records import Json, Refused
from bot.emulator.views import view_of


def open_view(call: Call) -> Json:
    core = call.core
    trigger_id = call.text("trigger_id")
    user, _ = core.triggers.look(trigger_id)
    view = _view(call, "modal")
    core.triggers.spend(str(trigger_id))
    core.views.open(user, view)
    core.changed()
    return {"view": view}


def push(call: Call) -> Json:
    core = call.core
    trigger_id = call.text("trigger_id")
    user, view_id = core.triggers.look(trigger_id)
    if view_id is None or core.views.owner(view_id) is None:
        raise Refused("not_found")
    view = _view(call, "modal")
    core.views.push(user, view)
    core.triggers.spend(str(trigger_id))
    core.changed()
    return {"view": view}


def update(call: Call) -> Json:
    core = call.core
    old = core.views.find(call.text("view_id"), call.text("external_id"))
    if call.text("hash") not in (None, old["hash"]):
        raise Refused("hash_conflict")
    new = core.views.replace(old, _view(call, old["type"]))
    core.changed()
    return {"view": new}


def publish(call: Call) -> Json:
    core = call.core
    user = call.need("user_id")
    if user not in core.workspace.users:
        raise Refused("invalid_arguments")
    if not core.app.home_tab:
        raise Refused("not_enabled")
    old = core.views.homes.get(user)
    if old is not None and call.text("hash") not in (None, old["hash"]):
        raise Refused("hash_conflict")
    new = _view(call, "home")
    if old is None:
        new["root_view_id"] = new["id"]
        core.views.homes[user] = new
    else:
        new = core.views.replace(old, new)
    core.changed()
    return {"view": new}


def _view(call: Call, kind: str) -> Json:
    core = call.core
    view_id = core.workspace.new_id("V")
    submitted = call.args["view"]
    view = view_of(submitted, kind, view_id=view_id, team_id=core.team_id, app_id=core.app_id, bot_id=core.bot_id)
    view["blocks"] = identified(core, view["blocks"])
    return view
