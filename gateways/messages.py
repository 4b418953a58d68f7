"""Sending out: a group's robot or mail, through apprise. Only the worker does this.

apprise knows some hundred kinds of address, among them ones that run programs and read files; here only five
of its plugins are so much as imported. A robot that answers 200 is believed.
"""

import ipaddress
import socket
from importlib import import_module
from typing import Any

from domain.channels import DeliveryFailed

PLUGINS = {
    "dingtalk": "dingtalk.NotifyDingTalk",
    "wecombot": "wecombot.NotifyWeComBot",
    "feishu": "feishu.NotifyFeishu",
    "lark": "lark.NotifyLark",
    "mailto": "email.NotifyEmail",
    "mailtos": "email.NotifyEmail",
}


class Sender:
    def __init__(self, *, private_hosts: bool = False) -> None:
        """`private_hosts` allows mail servers in the school's own network, and without encryption."""
        self._private_hosts = private_hosts

    def send(self, address: str, title: str, body: str) -> None:
        """Blocks until it is handed over. Raises DeliveryFailed."""
        plugin = _plugin(address)
        if hasattr(plugin, "smtp_host") and not self._private_hosts:
            if plugin.secure_mode == "insecure":
                raise DeliveryFailed(why="insecure")
            _refuse_private(plugin.smtp_host)
        if not plugin.notify(title=title, body=body, body_format="text"):
            raise DeliveryFailed(why="refused")


def _plugin(address: str) -> Any:
    scheme = address.partition("://")[0]
    if scheme not in PLUGINS:
        raise DeliveryFailed(why="unreadable_address")
    # Imported when first needed: only the worker sends, and the service is up sooner without it.
    module, _, name = PLUGINS[scheme].partition(".")
    plugin = getattr(import_module(f"apprise.plugins.{module}"), name)
    parts = plugin.parse_url(address)
    try:
        return plugin(**parts)
    except TypeError as error:  # how apprise says that an address lacks something
        raise DeliveryFailed(why="unreadable_address") from error


def _refuse_private(host: str) -> None:
    """A mail server's name may lead anywhere, into the network the worker stands in too."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError) as error:
        raise DeliveryFailed(why="unknown_host") from error
    if not all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found):
        raise DeliveryFailed(why="private_host")
