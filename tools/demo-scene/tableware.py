"""Tray, table, dishes and cutlery. Centimetres; the tray's floor is z = 0."""

import math

from mathutils import noise, Vector

import materials
from shapes import add, lathe, mesh_of, rounded_rectangle, spline

BIG_DISH_RADIUS = 11.2
SMALL_DISH_RADIUS = 6.5

BIG_PROFILE = [(0, 0.8), (3, 0.8), (5.5, 0.86), (7.4, 1.25), (9.1, 2.3), (10.3, 3.45), (10.95, 4.1), (11.12, 4.22)]
BIG_PROFILE += [(11.2, 4.1), (10.7, 3.4), (9.4, 1.95), (7.4, 0.75), (6.1, 0.5), (5.95, 0.05), (5.7, 0.0), (5.5, 0.4), (0, 0.4)]
SMALL_PROFILE = [(0, 0.75), (1.5, 0.75), (3.0, 0.9), (4.5, 1.7), (5.6, 3.0), (6.2, 4.2), (6.38, 4.62), (6.46, 4.7)]
SMALL_PROFILE += [(6.5, 4.6), (6.2, 3.7), (5.3, 2.1), (4.0, 0.95), (3.3, 0.6), (3.2, 0.05), (3.0, 0.0), (2.8, 0.4), (0, 0.4)]
CUP_PROFILE = [(0, 0.6), (1.8, 0.62), (2.7, 1.1), (3.0, 2.5), (3.25, 5.0), (3.45, 6.9), (3.52, 7.3), (3.6, 7.38)]
CUP_PROFILE += [(3.68, 7.28), (3.6, 6.6), (3.4, 4.5), (3.15, 2.0), (2.8, 0.9), (2.3, 0.5), (2.25, 0.05), (2.0, 0.0), (0, 0.3)]


def big_dish_floor(x, y):
    """Height of the big dish's inner surface."""
    r = math.hypot(x, y)
    for (r0, z0), (r1, z1) in zip(BIG_PROFILE[:8], BIG_PROFILE[1:8]):
        if r <= r1:
            return z0 + (z1 - z0) * (r - r0) / (r1 - r0)
    return BIG_PROFILE[7][1]


def dish(name, profile, location, color, band_color, band):
    steps = 6
    mesh = lathe(name, spline(profile, steps), band=(round(band[0] * steps), round(band[1] * steps)) if band else None)
    slots = [materials.ceramic(name, color), materials.ceramic(f"{name} band", band_color)]
    return add(name, mesh, slots, location)


def tray(half_x=23.5, half_y=17.0):
    """A moulded tray: a flat floor, a rounded cove, a lip that rolls outwards."""
    profile = [(-1.2, 0.0), (-0.6, 0.04), (-0.2, 0.25), (0.1, 0.75), (0.35, 1.3), (0.65, 1.5), (1.0, 1.48)]
    profile += [(1.25, 1.3), (1.2, 1.15), (0.7, 1.2), (0.35, 0.6), (0.0, -0.2), (-0.8, -0.25)]
    rings = [rounded_rectangle(half_x + grow, half_y + grow, 3.0 + grow) for grow, _ in spline(profile, 4)]
    heights = [height for _, height in spline(profile, 4)]
    size = len(rings[0])
    vertices = [(x, y, z) for ring, z in zip(rings, heights) for x, y in ring]
    faces = [tuple(range(size))]
    for row in range(len(rings) - 1):
        for i in range(size):
            j = (i + 1) % size
            faces.append((row * size + j, row * size + i, (row + 1) * size + i, (row + 1) * size + j))
    mesh = mesh_of("tray", vertices, faces)
    add("tray", mesh, materials.tray())


def table(back=25.0):
    """An overbed table with a rounded edge, and the blanket beyond it."""
    rings = []
    for grow, height in ((0, -0.26), (0.35, -0.35), (0.6, -0.7), (0.6, -2.4), (0.3, -2.8)):
        rings.append([(x, y + back - 26, height) for x, y in rounded_rectangle(46 + grow, 26 + grow, 3 + grow)])
    size = len(rings[0])
    faces = [tuple(range(size))]
    for row in range(len(rings) - 1):
        for i in range(size):
            j = (i + 1) % size
            faces.append((row * size + j, row * size + i, (row + 1) * size + i, (row + 1) * size + j))
    add("table", mesh_of("table", [point for ring in rings for point in ring], faces), materials.laminate())

    columns, rows = 160, 120
    vertices = []
    for row in range(rows):
        for column in range(columns):
            x, y = -110 + 220 * column / (columns - 1), -20 + 150 * row / (rows - 1)
            fold = noise.fractal(Vector((x * 0.012 + 0.02 * y, y * 0.04, 3.1)), 1.0, 2.1, 3)
            knees = 7 * math.exp(-(((x + 18) / 22) ** 2)) + 6 * math.exp(-(((x - 26) / 20) ** 2))
            vertices.append((x, y, -24 + knees + 4.0 * fold))
    faces = [
        (r * columns + c, r * columns + c + 1, (r + 1) * columns + c + 1, (r + 1) * columns + c)
        for r in range(rows - 1)
        for c in range(columns - 1)
    ]
    add("blanket", mesh_of("blanket", vertices, faces), materials.blanket())


def cup(location):
    dish("cup", CUP_PROFILE, location, (0.42, 0.56, 0.52), (0.42, 0.56, 0.52), None)
    surface = lathe("tea", [(0, 6.1), (2.9, 6.1), (3.25, 6.1), (3.36, 6.14), (3.41, 6.2)], 96)
    add("tea", surface, materials.tea(), location)


def chopsticks(location, yaw):
    wood = materials.chopstick()
    for k, (shift, turn) in enumerate(((0.0, 0.0), (0.95, 0.035))):
        sections, sides, length = 40, 24, 20.5
        vertices, faces = [], []
        for s in range(sections + 1):
            t = s / sections
            radius = 0.42 - 0.25 * t
            if s in (0, sections):
                radius *= 0.7
            # Square with round corners at the handle, round at the tip.
            power = 5 - 3 * t
            for i in range(sides):
                a = 2 * math.pi * i / sides
                reach = radius * (abs(math.cos(a)) ** power + abs(math.sin(a)) ** power) ** (-1 / power)
                vertices.append((length * (0.5 - t), reach * math.cos(a), reach * math.sin(a)))
        for s in range(sections):
            for i in range(sides):
                j = (i + 1) % sides
                faces.append((s * sides + i, s * sides + j, (s + 1) * sides + j, (s + 1) * sides + i))
        faces += [tuple(range(sides - 1, -1, -1)), tuple(range(sections * sides, (sections + 1) * sides))]
        x, y, z = location
        add(f"chopstick {k}", mesh_of(f"chopstick {k}", vertices, faces), wood, (x, y + shift, z + 0.85), (0, 0.045, yaw + turn))
    x, y, z = location
    rest_profile = spline([(0, 0.62), (0.5, 0.6), (0.85, 0.62), (0.95, 0.4), (0.9, 0.0), (0, 0.0)], 5)
    rest = add("rest", lathe("rest", rest_profile, 48), materials.ceramic("rest", (0.74, 0.72, 0.68)))
    rest.scale = (0.9, 1.7, 1)
    rest.location = (x - 7.6, y + 0.2, z)


def spoon(location, yaw):
    """A steel tablespoon along x, its bowl at negative x."""
    length, rows, columns = 18.5, 90, 24
    vertices, faces = [], []
    for row in range(rows + 1):
        s = row / rows
        bowl = s / 0.36
        if bowl < 1:
            half = 2.05 * math.sqrt(max(0.0, 1 - (1 - bowl * 1.04) ** 2)) if bowl < 0.96 else 0
            half = 2.05 * max(0.02, math.sin(math.pi * min(1, bowl) ** 0.85)) ** 0.62
        else:
            half = 0.0
        handle = 0.38 + 0.5 * max(0.0, (s - 0.45) / 0.55) ** 1.6
        join = 1 / (1 + math.exp(-(s - 0.335) * 90))
        half = half * (1 - join) + handle * join
        if s > 0.97:
            half *= math.sqrt(max(0.0, 1 - ((s - 0.97) / 0.031) ** 2))
        depth = 0.95 * max(0.0, math.sin(math.pi * min(1, bowl))) ** 0.8
        spine = 0.95 + 1.0 * math.sin(math.pi * min(1, max(0, (s - 0.3) / 0.7))) ** 1.4 - 0.35 * max(0, s - 0.5)
        for column in range(columns + 1):
            t = 2 * column / columns - 1
            arch = depth * (1 - t * t) - 0.10 * join * (1 - t * t)
            vertices.append((length * (s - 0.5), half * t, spine - arch))
    width = columns + 1
    for row in range(rows):
        for column in range(columns):
            a = row * width + column
            faces.append((a, a + width, a + width + 1, a + 1))
    item = add("spoon", mesh_of("spoon", vertices, faces), materials.steel(), location, (0, 0, yaw))
    solid = item.modifiers.new("thickness", "SOLIDIFY")
    solid.thickness, solid.offset = 0.13, 0
    smooth = item.modifiers.new("smooth", "SUBSURF")
    smooth.levels = smooth.render_levels = 1
