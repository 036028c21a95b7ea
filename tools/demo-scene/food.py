"""What is on the dishes: rice, sliced chicken, broccoli and carrots; and a small bowl of stew."""

import math

from mathutils import Matrix, Vector, noise

import materials
from shapes import HeightField, add, chunk, lump, mesh_of
from tableware import big_dish_floor

MOUND = (-1.6, 1.5, 7.4)


def _mound_height(x, y):
    """The rice's surface that the grains are piled up to; below the dish's floor where there is none."""
    cx, cy, radius = MOUND
    wobble = noise.fractal(Vector((x * 0.22, y * 0.22, 0.7)), 1.0, 2.1, 3)
    distance = math.hypot(x - cx, y - cy) / (radius * (1 + 0.07 * wobble))
    if distance >= 1:
        return -1.0
    return 1.2 + 4.7 * (1 - distance**2.6) ** 0.75 + 0.45 * wobble


def _core(field_floor, material):
    """A rice-coloured body under the grains, so that no gap shows the dish. It stays inside the mound."""
    n, half = 90, 10.0
    vertices = []
    for row in range(n):
        for column in range(n):
            x, y = -half + 2 * half * column / (n - 1), -half + 2 * half * row / (n - 1)
            vertices.append((x, y, field_floor(x, y) - 0.08))
    faces = []
    for row in range(n - 1):
        for column in range(n - 1):
            corners = (row * n + column, row * n + column + 1, (row + 1) * n + column + 1, (row + 1) * n + column)
            if all(math.hypot(*vertices[corner][:2]) < 9 for corner in corners):
                faces.append(corners)
    return mesh_of("rice core", vertices, faces)


def rice(origin, rng):
    """Piles rice and returns the height field on which the rest is laid."""
    material = materials.rice()
    grains = [
        lump(f"grain {k}", (0.30 + 0.02 * k, 0.165, 0.15), 2.4, 0.03, 2.2, k, subdivisions=3) for k in range(5)
    ]

    def floor(x, y):
        return max(big_dish_floor(x, y), _mound_height(x, y) - 0.75)

    def core(x, y):
        mound = _mound_height(x, y) - 0.75
        return mound if mound > big_dish_floor(x, y) else big_dish_floor(x, y) - 0.35

    add("rice core", _core(core, material), material, origin)
    field = HeightField(10.5, 0.1, floor)
    cx, cy, radius = MOUND
    for attempt in range(22000):
        angle, r = rng.uniform(0, 2 * math.pi), radius * 1.04 * math.sqrt(rng.random())
        x, y = cx + r * math.cos(angle), cy + r * math.sin(angle)
        if math.hypot(x, y) > 9.6:
            continue
        # A few grains always stray below the mound's edge.
        target = max(_mound_height(x, y), big_dish_floor(x, y) + (0.25 if rng.random() < 0.02 else 0))
        if field.at(x, y) > target + rng.uniform(-0.15, 0.05):
            continue
        if field.at(x, y, 0.3) > target + 0.3:
            continue
        place, turn = field.drop_rod(x, y, rng.uniform(0, 2 * math.pi), rng.uniform(0.5, 0.62), 0.3)
        turn = (rng.uniform(-0.6, 0.6), turn[1] + rng.gauss(0, 0.15), turn[2])
        item = add("grain", grains[attempt % 5], material, Vector(origin) + Vector(place), turn, smooth=True)
        item.scale = [rng.uniform(0.9, 1.1)] * 3
    return field


def sesame(origin, field, rng):
    material, seed = materials.sesame(), lump("sesame", (0.15, 0.085, 0.05), 2.2, 0.01, 3, 1, subdivisions=3)
    for _ in range(46):
        x, y = rng.gauss(-3.0, 1.3), rng.gauss(3.0, 1.2)
        place = (x, y, field.at(x, y, 0.1) + 0.05)
        add("sesame", seed, material, Vector(origin) + Vector(place), (rng.gauss(0, 0.3), rng.gauss(0, 0.3), rng.uniform(0, 6)))


def chicken(origin, field, rng):
    """Slices of a roast breast, shingled along the front of the rice, each leaning on the one before."""
    material = materials.chicken()
    slices = 8
    for k in range(slices):
        angle = math.radians(-142 + 88 * k / (slices - 1))
        taper = 1 - 0.22 * abs(k - 3.2) / 4
        size = (2.9 * taper + rng.uniform(-0.12, 0.12), 1.75 * taper + rng.uniform(-0.1, 0.1), 0.5)
        mesh = lump(f"slice {k}", size, 4.2, 0.26, 0.55, k + 3, subdivisions=6)
        outward = Vector((math.cos(angle), math.sin(angle), 0))
        centre = outward * 5.5 + Vector((-0.2, 0.3, 0))
        inner = field.at(*(centre - outward * 2.0).xy, 0.4)
        outer = big_dish_floor(*(centre + outward * 2.6).xy)
        pitch = math.atan2(inner - outer, 5.0)
        height = (inner + outer) / 2 + 0.85
        turn = (
            Matrix.Rotation(angle + rng.gauss(0, 0.05), 3, "Z")
            @ Matrix.Rotation(pitch + rng.gauss(0, 0.03), 3, "Y")
            @ Matrix.Rotation(math.radians(-33) + rng.gauss(0, 0.05), 3, "X")
        )
        add(f"slice {k}", mesh, material, Vector(origin) + centre + Vector((0, 0, height)), turn.to_euler())


def _floret(name, lobes, size, rng):
    """The crown of a floret: lobes on a dome, each covered with buds. Attribute `tone` is 1 at the lobes' tips."""
    source = lump(f"{name} bud", (1, 1, 1), 2, 0.12, 1.5, 2, subdivisions=2)
    bud = [vertex.co.copy() for vertex in source.vertices]
    bud_faces = [tuple(face.vertices) for face in source.polygons]
    vertices, faces, tones = [], [], []
    golden = math.pi * (3 - math.sqrt(5))
    for lobe in range(lobes):
        z = 1 - 0.85 * lobe / lobes
        swing = golden * lobe + rng.uniform(-0.25, 0.25)
        axis = Vector((math.sqrt(1 - z * z) * math.cos(swing), math.sqrt(1 - z * z) * math.sin(swing), z))
        centre = axis * size * rng.uniform(0.58, 0.7)
        radius = size * rng.uniform(0.36, 0.46)
        count = int(150 * (radius / 0.7) ** 2)
        for k in range(count):
            t = 1 - 1.5 * (k + 0.5) / count
            phi = golden * k
            local = Vector((math.sqrt(1 - t * t) * math.cos(phi), math.sqrt(1 - t * t) * math.sin(phi), t))
            normal = axis.to_track_quat("Z", "Y") @ local
            place = centre + normal * radius * rng.uniform(0.9, 1.06)
            scale = rng.uniform(0.075, 0.115)
            start = len(vertices)
            vertices += [place + point * scale for point in bud]
            faces += [tuple(start + index for index in face) for face in bud_faces]
            tones += [max(0.0, t) * rng.uniform(0.5, 1.0)] * len(bud)
    mesh = mesh_of(name, vertices, faces)
    mesh.attributes.new("tone", "FLOAT", "POINT").data.foreach_set("value", tones)
    return mesh


def broccoli(origin, rng):
    buds, stalk = materials.broccoli_buds(), materials.broccoli_stalk()
    stem = lump("stalk", (0.62, 0.55, 1.5), 3.5, 0.12, 0.9, 4, subdivisions=5)
    for vertex in stem.vertices:
        flare = 1 + 0.55 * max(0, vertex.co.z / 1.5)
        vertex.co.x *= flare
        vertex.co.y *= flare
    leans = [((7.1, 1.0, 3.9), (0.35, 0.5)), ((5.9, 4.6, 4.4), (-0.3, 0.4)), ((8.0, 3.6, 3.6), (0.05, 0.75))]
    for k, (place, (lean_x, lean_y)) in enumerate(leans):
        size = (1.75, 1.85, 1.5)[k]
        turn = (Matrix.Rotation(lean_y, 3, "Y") @ Matrix.Rotation(lean_x, 3, "X")).to_euler()
        add(f"floret {k}", _floret(f"floret {k}", 13, size, rng), buds, Vector(origin) + Vector(place), turn)
        add(f"stalk {k}", stem, stalk, Vector(origin) + Vector(place) + turn.to_matrix() @ Vector((0, 0, -0.95)), turn)


def carrots(origin, rng):
    material = materials.carrot()
    places = [((7.0, -2.1, 3.0), (0.35, 0.5, 0.2)), ((8.2, -0.9, 3.15), (-0.2, -0.45, 1.0)), ((6.0, -3.8, 2.65), (0.5, 0.1, 2.0))]
    places += [((7.9, -3.0, 2.75), (0.15, -0.35, 0.6)), ((5.4, -1.6, 3.6), (0.3, 0.6, 0.4))]
    for k, (place, turn) in enumerate(places):
        radius = rng.uniform(1.2, 1.45)
        mesh = lump(f"carrot {k}", (radius, radius * rng.uniform(0.92, 1), 0.42), 5, 0.07, 1.0, k, subdivisions=5)
        add(f"carrot {k}", mesh, material, Vector(origin) + Vector(place), turn)


def peas(origin, field, rng):
    material, mesh = materials.pea(), lump("pea", (0.4, 0.39, 0.37), 2, 0.03, 1.5, 1, subdivisions=4)
    for x, y in ((-5.2, -0.9), (-4.3, 1.0), (0.6, 4.6), (-1.2, 0.2), (1.5, 2.2), (-6.4, 2.6), (-0.5, 6.2), (2.8, 4.1), (-3.3, -1.3)):
        height = field.at(x, y, 0.25) + 0.22
        add("pea", mesh, material, Vector(origin) + Vector((x, y, height)), (rng.uniform(0, 6), rng.uniform(0, 6), 0))


def stew(origin, rng):
    """Potato, carrot, meat and beans in a brown sauce that climbs a little at every piece."""
    surface_height, bowl_radius = 3.0, 5.75
    kinds = {
        "potato": (materials.glazed("potato", (0.72, 0.53, 0.22), (0.60, 0.38, 0.12), amount=0.56), 1.35, 9),
        "stew carrot": (materials.glazed("stew carrot", (0.72, 0.20, 0.02), (0.62, 0.14, 0.01), amount=0.58), 1.05, 8),
        "beef": (materials.glazed("beef", (0.20, 0.085, 0.04), (0.12, 0.045, 0.02), amount=0.5), 1.2, 6),
    }
    order = ["potato", "beef", "stew carrot", "potato", "beef", "stew carrot", "potato", "stew carrot", "beef", "potato"]
    order += ["stew carrot", "beef", "potato"]
    placed = []
    for k, kind in enumerate(order):
        material, radius, cuts = kinds[kind]
        radius *= rng.uniform(0.88, 1.12)
        best = None
        # Best-candidate sampling keeps the pieces apart without a grid showing.
        for _ in range(60):
            angle, r = rng.uniform(0, 2 * math.pi), (bowl_radius - radius * 0.95) * math.sqrt(rng.random())
            x, y = r * math.cos(angle), r * math.sin(angle)
            room = min((math.hypot(x - px, y - py) - pr for px, py, pr in placed), default=9)
            if best is None or room > best[0]:
                best = (room, x, y)
        _, x, y = best
        placed.append((x, y, radius))
        wear = 0.2 if kind == "beef" else 0.07
        mesh = chunk(f"{kind} {k}", radius, cuts, wear, k + 1, rng)
        height = surface_height + rng.uniform(-0.15, 0.3) - 0.25 + 0.25 * (1 - math.hypot(x, y) / bowl_radius)
        add(f"{kind} {k}", mesh, material, Vector(origin) + Vector((x, y, height)), [rng.uniform(0, 6) for _ in range(3)])

    n = 170
    vertices, index, faces = [], {}, []
    for row in range(n):
        for column in range(n):
            x, y = -6 + 12 * column / (n - 1), -6 + 12 * row / (n - 1)
            if math.hypot(x, y) > 5.95:
                continue
            climb = max(0.4 * math.exp(-((max(0, math.hypot(x - px, y - py) - pr * 0.62) / 0.45) ** 2)) for px, py, pr in placed)
            wave = 0.1 * noise.fractal(Vector((x * 0.5, y * 0.5, 9)), 1.0, 2.1, 4)
            index[row, column] = len(vertices)
            vertices.append((x, y, surface_height + climb + wave))
    for row, column in index:
        corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
        if all(corner in index for corner in corners):
            faces.append(tuple(index[corner] for corner in corners))
    add("sauce", mesh_of("sauce", vertices, faces), materials.sauce(), origin)

    bean = materials.pea()
    for k in range(5):
        pod = lump(f"bean {k}", (1.15, 0.34, 0.26), 2.6, 0.05, 0.9, k, subdivisions=4)
        angle = rng.uniform(0, 2 * math.pi)
        r = rng.uniform(0.6, 3.6)
        place = (r * math.cos(angle), r * math.sin(angle), surface_height + 0.85)
        add(f"bean {k}", pod, bean, Vector(origin) + Vector(place), (0, rng.gauss(0, 0.25), rng.uniform(0, 6)))
