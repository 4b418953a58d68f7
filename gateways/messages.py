"""Sending out: a group's robot or mail, through apprise. Only the worker does this.

apprise knows some hundred kinds of address, among them ones that run programs and read files; what is made
here is one of five, whatever the address says. A robot that answers 200 is believed.
"""

import ipaddress
import socket
from typing import Any

from domain.channels import DeliveryFailed

ALLOWED = {
    "dingtalk": "NotifyDingTalk",
    "wecombot": "NotifyWeComBot",
    "feishu": "NotifyFeishu",
    "lark": "NotifyLark",
    "mailto": "NotifyEmail",
    "mailtos": "NotifyEmail",
}


class Sender:
    def __init__(self, *, private_hosts: bool = False) -> None:
        """`private_hosts` allows mail servers in the school's own network, and without encryption."""
        self._private_hosts = private_hosts

    def send(self, address: str, title: str, body: str) -> None:
        """Blocks until it is handed over. Raises DeliveryFailed."""
        plugin = self._plugin(address)
        if not plugin.notify(title=title, body=body, body_format="text"):
            raise DeliveryFailed(why="refused")

    def _plugin(self, address: str) -> Any:
        import apprise  # here, because only the worker sends: the service is up sooner without it

        scheme = address.partition("://")[0]
        plugin: Any = apprise.Apprise.instantiate(address) if scheme in ALLOWED else None
        if plugin is None or type(plugin).__name__ != ALLOWED[scheme]:
            raise DeliveryFailed(why="unreadable_address")
        if scheme.startswith("mailto") and not self._private_hosts:
            if str(getattr(plugin, "secure_mode", "")) == "insecure":
                raise DeliveryFailed(why="insecure")
            _refuse_private(plugin.smtp_host)
        return plugin


def _refuse_private(host: str) -> None:
    """A mail server's name may lead anywhere, into the network the worker stands in too."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError) as error:
        raise DeliveryFailed(why="unknown_host") from error
    if not all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found):
        raise DeliveryFailed(why="private_host")
