"""Mesh builders without numpy: lathes, rounded boxes, noise-worn lumps, and a height field to pile things on."""

import math

import bpy
import bmesh
from mathutils import Matrix, Vector, noise


def add(name, mesh, material=None, location=(0, 0, 0), rotation=(0, 0, 0), smooth=True):
    """Links a mesh into the scene. `material` is one material or a list of slots."""
    if material is not None and not mesh.materials:
        for slot in material if isinstance(material, (list, tuple)) else [material]:
            mesh.materials.append(slot)
    if smooth:
        mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    item = bpy.data.objects.new(name, mesh)
    item.location = location
    item.rotation_euler = rotation
    bpy.context.scene.collection.objects.link(item)
    return item


def mesh_of(name, vertices, faces):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], faces)
    mesh.update()
    return mesh


def spline(points, steps=6):
    """Centripetal enough for profiles: a Catmull-Rom curve through every point."""
    curve = []
    padded = [points[0], *points, points[-1]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:]):
        for step in range(steps):
            t = step / steps
            curve.append(
                tuple(
                    0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)
                    for p, q, r, s in zip(a, b, c, d)
                )
            )
    curve.append(points[-1])
    return curve


def lathe(name, profile, segments=160, band=None):
    """Turns (radius, height) pairs about the z axis. Faces whose profile lies in `band` (from, to, by index) get slot 1."""
    vertices, faces = [], []
    for radius, height in profile:
        for i in range(segments):
            angle = 2 * math.pi * i / segments
            vertices.append((max(radius, 1e-4) * math.cos(angle), max(radius, 1e-4) * math.sin(angle), height))
    for row in range(len(profile) - 1):
        for i in range(segments):
            j = (i + 1) % segments
            faces.append((row * segments + i, row * segments + j, (row + 1) * segments + j, (row + 1) * segments + i))
    mesh = mesh_of(name, vertices, faces)
    if band is not None:
        low, high = band
        mesh.polygons.foreach_set("material_index", [int(low <= k // segments < high) for k in range(len(faces))])
    return mesh


def rounded_rectangle(half_x, half_y, radius, steps=12):
    outline = []
    for corner, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        for step in range(steps + 1):
            angle = math.pi / 2 * (corner + step / steps)
            outline.append(
                (sx * (half_x - radius) + radius * math.cos(angle), sy * (half_y - radius) + radius * math.sin(angle))
            )
    return outline


def lump(name, size, power=2.0, wear=0.1, grain=0.7, seed=0, subdivisions=5):
    """A superellipsoid with half axes `size`, displaced by noise.

    `power` 2 is an ellipsoid, 5 a rounded slab in z. The point attribute `edge` is the relative distance
    from the z axis (0 at the middle, 1 at the outline), for skins and cores.
    """
    mesh = bpy.data.meshes.new(name)
    sphere = bmesh.new()
    bmesh.ops.create_icosphere(sphere, subdivisions=subdivisions, radius=1)
    shift = Vector((seed * 13.7, seed * 7.1, seed * 3.3))
    edges = []
    for vertex in sphere.verts:
        n = vertex.co.normalized()
        flat = math.hypot(n.x / size[0], n.y / size[1])
        reach = (flat**power + abs(n.z / size[2]) ** power) ** (-1 / power)
        point = n * reach
        edges.append(math.hypot(point.x / size[0], point.y / size[1]))
        worn = wear * noise.fractal(point * grain + shift, 1.0, 2.1, 4)
        vertex.co = point + n * worn
    sphere.to_mesh(mesh)
    sphere.free()
    mesh.attributes.new("edge", "FLOAT", "POINT").data.foreach_set("value", edges)
    return mesh


def chunk(name, radius, cuts, wear, seed, rng):
    """A lump cut by random planes: how a knife leaves a potato or a carrot."""
    planes = []
    for _ in range(cuts):
        planes.append((Vector((rng.gauss(0, 1), rng.gauss(0, 1), rng.gauss(0, 1))).normalized(), rng.uniform(0.5, 0.78)))
    mesh = bpy.data.meshes.new(name)
    sphere = bmesh.new()
    bmesh.ops.create_icosphere(sphere, subdivisions=5, radius=1)
    shift = Vector((seed * 5.7, seed * 9.1, seed * 2.3))
    for vertex in sphere.verts:
        n = vertex.co.normalized()
        # A soft minimum over the planes rounds the cut edges as stewing does.
        inverse = 1.0
        for normal, offset in planes:
            facing = max(0.0, n.dot(normal)) / offset
            inverse += facing**12
        vertex.co = n * radius * inverse ** (-1 / 12) + n * wear * noise.fractal(n * 1.8 + shift, 1.0, 2.1, 5)
    sphere.to_mesh(mesh)
    sphere.free()
    mesh.attributes.new("edge", "FLOAT", "POINT").data.foreach_set("value", [0.4] * len(mesh.vertices))
    return mesh


class HeightField:
    """Heights in centimetres over a square, on which small things are dropped one after another."""

    def __init__(self, half, step, floor):
        self.half, self.step = half, step
        self.count = int(2 * half / step)
        self.cells = [
            [floor(-half + (x + 0.5) * step, -half + (y + 0.5) * step) for x in range(self.count)]
            for y in range(self.count)
        ]

    def _index(self, value):
        return min(self.count - 1, max(0, int((value + self.half) / self.step)))

    def at(self, x, y, reach=0.0):
        """The highest point within `reach` of (x, y)."""
        rows = self.cells[self._index(y - reach) : self._index(y + reach) + 1]
        low, high = self._index(x - reach), self._index(x + reach) + 1
        return max(max(row[low:high]) for row in rows)

    def raise_to(self, x, y, reach, height):
        for row in range(self._index(y - reach), self._index(y + reach) + 1):
            for column in range(self._index(x - reach), self._index(x + reach) + 1):
                self.cells[row][column] = max(self.cells[row][column], height)

    def drop_rod(self, x, y, yaw, length, width):
        """Lays a rod down; returns its centre and rotation, and keeps its top in the field."""
        dx, dy = math.cos(yaw) * length / 2, math.sin(yaw) * length / 2
        first, second = self.at(x - dx, y - dy, width / 3), self.at(x + dx, y + dy, width / 3)
        pitch = max(-0.7, min(0.7, math.atan2(second - first, length)))
        middle = max(self.at(x, y, width / 4), (first + second) / 2) + width * 0.36
        for k in range(-3, 4):
            t = k / 3
            self.raise_to(x + dx * t * 0.9, y + dy * t * 0.9, width / 3, middle + t * math.tan(pitch) * length / 2 + width * 0.3)
        return (x, y, middle), (0.0, -pitch, yaw)


def look_at(location, target, roll=0.0):
    """The rotation of a camera or lamp (looking along its -z) placed at `location`."""
    direction = Vector(target) - Vector(location)
    return (direction.to_track_quat("-Z", "Y").to_matrix() @ Matrix.Rotation(roll, 3, "Z")).to_euler()
