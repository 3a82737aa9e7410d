"""functools.cached_property as of Python 3.12: earlier versions take a lock, which costs more than most values."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

if sys.version_info >= (3, 12):
    from functools import cached_property
else:
    _Value = TypeVar("_Value")

    class cached_property(Generic[_Value]):  # as in functools
        """A property that is computed on first access and kept in the attributes of the object."""

        def __init__(self, compute: Callable[[Any], _Value]) -> None:
            self._compute = compute
            self.__doc__ = compute.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        @overload
        def __get__(self, instance: None, owner: type) -> cached_property[_Value]: ...
        @overload
        def __get__(self, instance: object, owner: type) -> _Value: ...
        def __get__(self, instance: object | None, owner: type) -> cached_property[_Value] | _Value:
            if instance is None:
                return self
            value = instance.__dict__[self._name] = self._compute(instance)
            return value


__all__ = ["cached_property"]
