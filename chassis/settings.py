"""Settings, read from the environment; the embedded stack and the containers use the same names."""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything a process may be told from outside. Keys lie in files, so that no secret stands in an environment."""

    model_config = SettingsConfigDict(env_file=None, env_ignore_empty=True, extra="ignore", frozen=True)

    environment: Literal["development", "test", "production"] = "production"
    database_url: str = Field(description="With `{service}`: postgresql+asyncpg://{service}:…@host:5432/{service}")
    database_password_file: str | None = Field(
        default=None, description="With `{service}`: where each role's password lies, if not in DATABASE_URL."
    )
    database_ca_file: Path | None = Field(default=None, description="Who vouches for PostgreSQL; turns TLS on.")
    database_admin_url: str | None = Field(default=None, description="Only to create roles and databases.")
    database_admin_password_file: Path | None = Field(default=None, description="If not in DATABASE_ADMIN_URL.")
    database_owner_password_file: str = Field(
        default=".songjiao/keys/database-{service}_owner.password",
        description="With `{service}`: the password of the role that owns its tables. Only to migrate.",
    )
    database_pool_size: int = 10
    nats_url: str = "nats://127.0.0.1:4222"
    nats_keys_dir: Path = Path(".songjiao/keys")
    nats_ca_file: Path | None = Field(
        default=None, description="Who vouches for NATS; turns TLS on, with the handshake first (`handshake_first`)."
    )
    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "songjiao"
    temporal_ca_file: Path | None = Field(default=None, description="Who vouches for Temporal; turns TLS on.")
    tls_certificate_file: Path | None = Field(default=None, description="By which NATS and Temporal know this process.")
    tls_key_file: Path | None = None
    token_private_key_file: Path = Path(".songjiao/keys/token.pem")
    token_public_key_file: Path = Path(".songjiao/keys/token.pub")
    decision_key_file: Path = Path(".songjiao/keys/decision.pem")
    decision_keys_file: Path = Field(
        default=Path(".songjiao/keys/decision.jwks"),
        description="Checks signatures of decisions, by any key there was.",
    )
    audit_key_file: Path = Path(".songjiao/keys/audit.key")
    seals_dir: Path = Field(
        default=Path(".songjiao/seals"),
        description="Where seals of the decision log are kept: outside the database, and best copied elsewhere.",
    )
    session_key_file: Path = Path(".songjiao/keys/session.key")
    clock_file: Path | None = Field(default=None, description="Moves business time; refused in production.")
    public_url: str | None = Field(default=None, description="Where people reach the pages: https://songjiao.example")
    services_url: str = Field(default="http://127.0.0.1:8000", description="Where /api/<service> is reached.")
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks, set apart by commas, that say truly for whom they ask (X-Forwarded-For).",
    )
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    metrics_port: int = Field(default=0, description="Where a worker shows health and metrics; 0 picks a free port.")
    serving_metrics_port: int = Field(
        default=0, description="Where services and portal show metrics, apart from what people reach; 0: nowhere."
    )
    oidc_issuer: str | None = Field(
        default=None, description="A provider people sign in with; without it none is shown."
    )
    oidc_client_id: str | None = None
    oidc_client_secret_file: Path | None = Field(default=None, description="Left out, or empty, for a public client.")
    oidc_name: str = Field(default="统一身份认证", description="What the provider is called on the sign-in page.")
    oidc_login_claim: str = Field(
        default="preferred_username", description="The claim that equals a person's login when they first come."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @model_validator(mode="after")
    def _provider_is_told_in_whole(self) -> Self:
        if self.oidc_issuer and not (self.oidc_client_id and self.public_url):
            raise ValueError("OIDC_ISSUER needs OIDC_CLIENT_ID, and PUBLIC_URL for the way back")
        return self

    @model_validator(mode="after")
    def _time_is_not_moved_in_production(self) -> Self:
        if self.environment == "production" and self.clock_file is not None:
            raise ValueError("CLOCK_FILE moves business time, which must not be in production: unset it")
        return self

    @model_validator(mode="after")
    def _certificate_has_its_key(self) -> Self:
        if (self.tls_certificate_file is None) != (self.tls_key_file is None):
            raise ValueError("TLS_CERTIFICATE_FILE and TLS_KEY_FILE go together")
        return self

    def database_of(self, service: str) -> str:
        """The URL of one service's own database. Raises OSError where the file with its password cannot be read."""
        file = (self.database_password_file or "").replace("{service}", service)
        return self._completed(self.database_url.replace("{service}", service), Path(file) if file else None)

    def database_admin(self) -> str | None:
        """The URL by which roles and databases are made; None where it was not told."""
        return self.database_admin_url and self._completed(self.database_admin_url, self.database_admin_password_file)

    def _completed(self, url: str, password_file: Path | None) -> str:
        parts = urlsplit(url)
        if password_file is not None and parts.password is None:
            user, _, host = parts.netloc.rpartition("@")
            secret = quote(password_file.read_text(encoding="utf-8").strip(), safe="")
            parts = parts._replace(netloc=f"{user}:{secret}@{host}")
        if self.database_ca_file is not None:
            checked = urlencode({"sslmode": "verify-full", "sslrootcert": str(self.database_ca_file)})
            parts = parts._replace(query=f"{parts.query}&{checked}".removeprefix("&"))
        return urlunsplit(parts)


@lru_cache
def settings() -> Settings:
    """The process's settings, read once."""
    return Settings()
