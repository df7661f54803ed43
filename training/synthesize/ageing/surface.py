"""How a sheet of paper lies before a camera: bent, folded, tilted, turned. Geometry only; maps sheet pixels to picture pixels and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator  # type: ignore[import-untyped]

from models.geometry import Quad

Floats = NDArray[np.float64]

_ROWS, _COLUMNS = 29, 41
_MARGIN = 0.06
"""The mesh goes this far beyond the sheet, so that its edges interpolate well."""
_STEP = 10
"""The way back is worked out for every tenth picture pixel and interpolated between."""


@dataclass(frozen=True)
class Pose:
    """Angles in degrees."""

    turn: float = 0.0
    """In the picture, clockwise."""
    tilt_x: float = 0.0
    tilt_y: float = 0.0
    distance: float = 2.0
    """Of the camera, in long sides of the sheet."""
    bend_x: float = 0.0
    """Largest slope of a bend along the sheet's width; 0 is flat."""
    bend_y: float = 0.0
    phase: float = 0.0
    """Where along the sheet the bend changes sides, 0..1."""
    folds_x: tuple[tuple[float, float], ...] = ()
    """(place 0..1 along the width, angle)."""
    folds_y: tuple[tuple[float, float], ...] = ()
    ripple: float = 0.0
    """Small waves, as damp paper has, in slope degrees."""


@dataclass(frozen=True)
class Surface:
    """A sheet in space: a mesh over its pixels with the places of its nodes in the picture."""

    width: int
    height: int
    nodes: Floats
    """(_ROWS, _COLUMNS, 2): picture pixels."""
    slopes: Floats
    """(_ROWS, _COLUMNS, 2): slope of the paper along x and y, for shading."""

    def to_picture(self, points: Floats) -> Floats:
        """Map sheet pixels of shape (N, 2)."""
        gx = _grid_place(points[:, 0], self.width, _COLUMNS)
        gy = _grid_place(points[:, 1], self.height, _ROWS)
        x0, y0 = np.clip(gx.astype(int), 0, _COLUMNS - 2), np.clip(gy.astype(int), 0, _ROWS - 2)
        fx, fy = (gx - x0)[:, None], (gy - y0)[:, None]
        n = self.nodes
        top = n[y0, x0] * (1 - fx) + n[y0, x0 + 1] * fx
        bottom = n[y0 + 1, x0] * (1 - fx) + n[y0 + 1, x0 + 1] * fx
        mapped: Floats = top * (1 - fy) + bottom * fy
        return mapped

    def quad_to_picture(self, quad: Quad) -> Quad:
        return Quad.from_array(self.to_picture(np.array(quad.points)))

    @property
    def outline(self) -> Quad:
        w, h = float(self.width), float(self.height)
        return self.quad_to_picture(Quad(((0.0, 0.0), (w, 0.0), (w, h), (0.0, h))))

    def moved(self, scale: float, dx: float, dy: float) -> Surface:
        """Scaled about the origin, then shifted, in the picture."""
        return Surface(self.width, self.height, self.nodes * scale + np.array([dx, dy]), self.slopes)

    def shading(self, light: tuple[float, float]) -> NDArray[np.float32]:
        """Brightness of the paper at each sheet pixel, about 1; `light` says from which side (x, y) and how strongly it falls."""
        coarse = 1 + self.slopes @ np.array(light)
        inner = cv2.remap(coarse.astype(np.float32), *_node_maps(self.width, self.height), cv2.INTER_LINEAR)
        return np.clip(inner, 0.35, 1.4).astype(np.float32)

    def sampling(self, left: int, top: int, right: int, bottom: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """For each picture pixel of a rectangle, the sheet pixel seen there (far outside where there is no sheet)."""
        width, height = right - left, bottom - top
        columns, rows = max(2, math.ceil(width / _STEP)), max(2, math.ceil(height / _STEP))
        # Centres as cv2.resize understands them, so that enlarging the coarse map puts values where they belong.
        xs = (np.arange(columns) + 0.5) * width / columns - 0.5 + left
        ys = (np.arange(rows) + 0.5) * height / rows - 0.5 + top
        u = np.linspace(-_MARGIN, 1 + _MARGIN, _COLUMNS) * self.width
        v = np.linspace(-_MARGIN, 1 + _MARGIN, _ROWS) * self.height
        sheet = np.stack(np.meshgrid(u, v), axis=-1).reshape(-1, 2)
        interpolate = LinearNDInterpolator(self.nodes.reshape(-1, 2), sheet)
        seen = interpolate(np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)).reshape(rows, columns, 2)
        outside = np.isnan(seen[..., 0])
        # Beyond the mesh a flat sheet goes on, so that no false edge appears where the two meet.
        seen[outside] = self._flat(np.stack(np.meshgrid(xs, ys), axis=-1)[outside])
        full = cv2.resize(seen.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        return np.ascontiguousarray(full[..., 0]), np.ascontiguousarray(full[..., 1])

    def _flat(self, points: Floats) -> Floats:
        """Sheet pixels of picture points (N, 2) if the sheet were flat between its outermost nodes."""
        far = np.array([self.nodes[0, 0], self.nodes[0, -1], self.nodes[-1, -1], self.nodes[-1, 0]], np.float32)
        w0, w1, h0, h1 = -_MARGIN * self.width, (1 + _MARGIN) * self.width, -_MARGIN * self.height, (1 + _MARGIN) * self.height
        sheet = np.array([(w0, h0), (w1, h0), (w1, h1), (w0, h1)], np.float32)
        back = np.linalg.inv(cv2.getPerspectiveTransform(sheet, far).astype(np.float64))
        mapped = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ back.T
        flat: Floats = mapped[:, :2] / mapped[:, 2:]
        # Outside is outside, however the sheet bends.
        near = (flat[:, 0] > 0) & (flat[:, 0] < self.width) & (flat[:, 1] > 0) & (flat[:, 1] < self.height)
        flat[near] = (-_MARGIN * self.width, -_MARGIN * self.height)
        return flat


def lay(width: int, height: int, pose: Pose) -> Surface:
    """Lay a sheet of so many pixels before the camera. The picture's origin is the sheet's middle; its scale that of the sheet."""
    long = max(width, height)
    u = np.linspace(-_MARGIN, 1 + _MARGIN, _COLUMNS)
    v = np.linspace(-_MARGIN, 1 + _MARGIN, _ROWS)
    x, zx, slope_x = _profile(u, width, pose.bend_x, pose.phase, pose.folds_x, pose.ripple)
    y, zy, slope_y = _profile(v, height, pose.bend_y, pose.phase, pose.folds_y, pose.ripple)
    space = np.stack([*np.meshgrid(x, y), zx[None, :] + zy[:, None]], axis=-1)
    space = space @ _rotation(pose).T
    depth = pose.distance * long
    picture = space[..., :2] * (depth / (depth + space[..., 2:]))
    slopes = np.stack(np.meshgrid(slope_x, slope_y), axis=-1)
    return Surface(width, height, picture, slopes)


def _profile(t: Floats, length: float, bend: float, phase: float, folds: tuple[tuple[float, float], ...], ripple: float) -> tuple[Floats, Floats, Floats]:
    """A line drawn on the paper across a bend: place, height and slope at parameters `t` (0..1). Its length is kept."""
    fine = np.linspace(-_MARGIN, 1 + _MARGIN, 481)
    angle = np.radians(bend) * np.sin(2 * np.pi * (fine * 0.5 + phase))
    angle += np.radians(ripple) * np.sin(2 * np.pi * (fine * 3.3 + phase * 2))
    for place, degrees in folds:
        # A crease: the slope changes within two millimetres or so.
        angle += np.radians(degrees) * (0.5 + 0.5 * np.tanh((fine - place) * 220))
    angle -= angle.mean()
    step = (fine[1] - fine[0]) * length
    x = np.concatenate([[0.0], np.cumsum(np.cos((angle[1:] + angle[:-1]) / 2) * step)])
    z = np.concatenate([[0.0], np.cumsum(np.sin((angle[1:] + angle[:-1]) / 2) * step)])
    x -= np.interp(0.5, fine, x)
    z -= z.mean()
    return np.interp(t, fine, x), np.interp(t, fine, z), np.tan(np.interp(t, fine, angle))


def _rotation(pose: Pose) -> Floats:
    a, b, c = (math.radians(angle) for angle in (pose.tilt_x, pose.tilt_y, pose.turn))
    around_x = np.array([[1, 0, 0], [0, math.cos(a), -math.sin(a)], [0, math.sin(a), math.cos(a)]])
    around_y = np.array([[math.cos(b), 0, math.sin(b)], [0, 1, 0], [-math.sin(b), 0, math.cos(b)]])
    around_z = np.array([[math.cos(c), -math.sin(c), 0], [math.sin(c), math.cos(c), 0], [0, 0, 1]])
    result: Floats = around_x @ around_y @ around_z
    return result


def _grid_place(values: NDArray[np.floating], length: int, count: int) -> Floats:
    return np.asarray((values / length + _MARGIN) / (1 + 2 * _MARGIN) * (count - 1), dtype=np.float64)


def _node_maps(width: int, height: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    x = _grid_place(np.arange(width) + 0.5, width, _COLUMNS).astype(np.float32)
    y = _grid_place(np.arange(height) + 0.5, height, _ROWS).astype(np.float32)
    return np.broadcast_to(x, (height, width)).copy(), np.broadcast_to(y[:, None], (height, width)).copy()
