"""A client of the API of `whoholds serve`.

from whoholds_client import Client

with Client("http://127.0.0.1:8765") as client:
for change in client.changes(from_="2020-01-01", to="2020-01-31")["changes"]:
print(change["day"], change["name"], change["kind"])
"""

from whoholds_client.client import Client
from whoholds_client.transport import ApiError

__all__ = ["ApiError", "Client"]
