"""The pages for the user of a device. Every value is escaped."""

from __future__ import annotations

from html import escape

from zoho_helpers.practice.pages import fill, page, scope_items, user_options


def ask_for_code(typed: str, message: str = "") -> str:
    """Return the page that asks for the code on the device's screen.

    Args:
        typed: What was typed before; empty for nothing.
        message: What was wrong with it; empty for nothing.
    """
    note = f'<p class="error" role="alert">{escape(message)}</p>' if message else ""
    return page("Enter the code", fill("device.html", note=note, user_code=escape(typed)))


def consent(
    client_name: str, user_code: str, scopes: list[str], users: list[tuple[str, str]], offline: bool
) -> str:
    """Return the page that asks whether the device may do what it wants.

    Args:
        client_name: As registered.
        user_code: The code on the device's screen.
        scopes: Scope names asked for.
        users: Practice users who may consent, as (location, name).
        offline: Whether the device asks to act while the user is away.
    """
    content = fill(
        "device_consent.html",
        client=escape(client_name),
        user_code=escape(user_code),
        scopes=scope_items(scopes, offline),
        users=user_options(users),
    )
    return page(f"{client_name} asks for access", content)


def answered(client_name: str, accepted: bool) -> str:
    """Return the page after Accept or Reject."""
    said = "has access now. Go back to your device." if accepted else "gets no access."
    title = "Done" if accepted else "Rejected"
    content = f"<h1>{title}</h1><p><strong>{escape(client_name)}</strong> {said}</p>"
    return page(title, content)
