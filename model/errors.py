"""What can go wrong, one class a situation; every message says what was wrong, where, and the mend."""


class CuifaError(Exception):
    """A fault that the user can mend; its text is printed as it is."""


class DataError(CuifaError):
    """A labelled file holds records that cannot be used."""


class InputError(CuifaError):
    """A file given to read cannot be read."""


class ModelMissing(CuifaError):
    """No model is active yet."""


class ModelRefused(CuifaError):
    """A model file is damaged, altered or made by other library versions."""


class GateClosed(CuifaError):
    """The gate did not let a version pass, and nobody overruled it."""


class Cancelled(CuifaError):
    """A training was called off."""


class NoSellerMessage(CuifaError):
    """The paste holds no word of the seller."""
