"""One real model, trained once a session on the project's own messages, and what stands on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from model import data
from model.classifier import Classifier
from model.data import Example
from model.labels import IDS, LABEL_SETS, NAMES
from model.registry import Registry
from model.release import release
from server.app import create_app
from server.config import Config


@pytest.fixture(autouse=True)
def forget_own_causes() -> Iterator[None]:
    """Let no test hear of the causes that another one added."""
    offered, ids, names = LABEL_SETS["cause"], IDS["cause"], dict(NAMES["cause"])
    yield
    LABEL_SETS["cause"], IDS["cause"], NAMES["cause"] = offered, ids, names


class LocalClient(FlaskClient):
    """A client that sends the Host header of the service's own address."""

    def open(self, *args: object, **more: object) -> TestResponse:
        """Ask, by default at the service's address."""
        more.setdefault("base_url", "http://127.0.0.1:8765")
        return super().open(*args, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    """The project's labelled messages."""
    return data.load()


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory: pytest.TempPathFactory, examples: list[Example]) -> Path:
    """A home with one trained, active model; tests that change a home make one of their own."""
    home = tmp_path_factory.mktemp("home")
    release(Registry(home / "models"), examples, rounds=1)
    return home


@pytest.fixture(scope="session")
def classifier(trained_home: Path) -> Classifier:
    """The trained reader."""
    compiled, manifest = Registry(trained_home / "models").load()
    return Classifier(compiled, manifest.calibration, manifest.version)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home that CUIFA_HOME names."""
    monkeypatch.setenv("CUIFA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="session")
def app(trained_home: Path) -> APIFlask:
    """The service over the trained model."""
    return create_app(Config(home=trained_home, host="127.0.0.1", port=8765))


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    """A client that asks as a local program would."""
    app.test_client_class = LocalClient
    return app.test_client()


@pytest.fixture
def runner() -> CliRunner:
    """Runs command lines."""
    return CliRunner()
