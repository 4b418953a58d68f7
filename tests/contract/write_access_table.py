"""Writes the role × route table anew; read the difference before committing it."""

from tests.contract.test_routes import ACCESS_TABLE, ROUTES

if __name__ == "__main__":
    ACCESS_TABLE.write_text("".join(f"{one.access_line}\n" for one in ROUTES))
