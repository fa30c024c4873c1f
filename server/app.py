"""Builds the service: settings in, a WSGI app out. Nothing is opened or loaded at import."""

from importlib.metadata import version

from apiflask import APIFlask

from server import causes, corrections, errors, guard, models, owner, pages, review, routes, training
from server.advice import complaint, wording
from server.config import LARGEST_BODY, Config
from server.engine import Engine
from server.own_causes import OwnCauses


def create_app(config: Config | None = None) -> APIFlask:
    """Make the app; the model is loaded at the first request that needs it, or by `warm_up`.

    Raises:
        PlaybookError: the advice data does not resolve.
    """
    config = config or Config()
    app = APIFlask("server", title="Cuifa", version=version("cuifa"))
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, VERSION=version("cuifa"))
    errors.register(app)
    guard.register(app, config)
    own = OwnCauses(config.home)
    app.before_request(own.refresh)
    routes.register(app, routes.Service(Engine(config.home), own, wording.load(), complaint.load()))
    corrections.register(app, config)
    owner.register(app, config.home)
    training.register(app, config)
    models.register(app, config)
    app.register_blueprint(causes.causes)
    app.register_blueprint(pages.pages)
    app.register_blueprint(review.review)
    return app


def warm_up(app: APIFlask) -> APIFlask:
    """Load the active model and read once, so that the first buyer does not wait for it."""
    from model.errors import CuifaError

    service: routes.Service = app.extensions["cuifa"]
    try:
        service.engine.current().classifier.read("在的")
    except CuifaError as error:
        errors.log.error("%s", error)
    return app
