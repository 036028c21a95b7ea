"""The demo picture of Mealshift: a plain hospital meal, built from nothing and rendered with Cycles.

    blender -b -P tools/demo-scene/meal.py -- --view seat --width 1600 --samples 160 --out meal.png

Everything is procedural and seeded, so the same Blender renders the same picture. Beside the picture a
JSON file is written with the outline of both dishes in it, projected from the scene: the truth that tests
measure the segmenter against. Works with Blender 3.4 and any later 3.x.
"""

import argparse
import json
import math
import random
import sys
import time
from pathlib import Path

import bpy
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

sys.path.insert(0, str(Path(__file__).resolve().parent))

import food
import tableware
from shapes import look_at

BIG_DISH = (-7.6, 0.6, 0.0)
SMALL_DISH = (13.4, -2.6, 0.0)

# Camera position, the point it looks at, roll in degrees, focal length in mm (36 mm sensor).
VIEWS = {
    "seat": ((0.4, -30.0, 35.5), (0.7, -0.7, 1.4), 1.2, 31),
    "above": ((1.5, -10.5, 50.0), (1.0, -0.6, 1.2), -2.0, 32),
}


def arguments():
    parser = argparse.ArgumentParser(prog="meal.py")
    parser.add_argument("--view", choices=sorted(VIEWS), default="seat")
    parser.add_argument("--width", type=int, default=1600, help="pixels; the picture is 4:3")
    parser.add_argument("--samples", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0, help="of the noise; the scene itself never changes")
    parser.add_argument("--crop", type=float, nargs=4, metavar=("LEFT", "TOP", "RIGHT", "BOTTOM"), help="render only this part (fractions)")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else [])


def build():
    rng = random.Random(20)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    tableware.table()
    tableware.tray()
    tableware.dish("big dish", tableware.BIG_PROFILE, BIG_DISH, (0.80, 0.79, 0.765), (0.06, 0.15, 0.29), (5.5, 5.84))
    tableware.dish("small dish", tableware.SMALL_PROFILE, SMALL_DISH, (0.80, 0.79, 0.765), (0.06, 0.15, 0.29), (4.67, 5.0))
    tableware.cup((12.6, 11.2, 0.0))
    tableware.chopsticks((-7.2, -14.2, 0.0), 0.03)
    tableware.spoon((12.9, -13.6, 0.0), 0.08)
    field = food.rice(BIG_DISH, rng)
    food.sesame(BIG_DISH, field, rng)
    food.chicken(BIG_DISH, field, rng)
    food.broccoli(BIG_DISH, rng)
    food.carrots(BIG_DISH, rng)
    food.stew(SMALL_DISH, rng)


def area_light(name, location, target, size, watts, color):
    lamp = bpy.data.lights.new(name, "AREA")
    lamp.shape = "RECTANGLE"
    lamp.size, lamp.size_y = size
    lamp.energy, lamp.color = watts, color
    item = bpy.data.objects.new(name, lamp)
    item.location = location
    item.rotation_euler = look_at(location, target)
    bpy.context.scene.collection.objects.link(item)


def light():
    """A window at the left, behind, and a room that fades from floor to ceiling."""
    area_light("window", (-105, 88, 105), (0, 0, 0), (130, 120), 760000, (0.95, 0.975, 1.0))
    world = bpy.data.worlds.new("room")
    bpy.context.scene.world = world
    world.use_nodes = True
    tree = world.node_tree
    background = tree.nodes["Background"]
    coordinates = tree.nodes.new("ShaderNodeTexCoord")
    axes = tree.nodes.new("ShaderNodeSeparateXYZ")
    ramp = tree.nodes.new("ShaderNodeValToRGB")
    tree.links.new(coordinates.outputs["Generated"], axes.inputs[0])
    tree.links.new(axes.outputs["Z"], ramp.inputs["Fac"])
    tree.links.new(ramp.outputs["Color"], background.inputs["Color"])
    ramp.color_ramp.elements[0].color = (0.16, 0.14, 0.12, 1)
    ramp.color_ramp.elements[1].color = (0.62, 0.60, 0.56, 1)
    ramp.color_ramp.elements[1].position = 0.9
    background.inputs["Strength"].default_value = 0.55


def camera(view):
    location, target, roll, focal = VIEWS[view]
    lens = bpy.data.cameras.new("phone")
    lens.lens, lens.sensor_width = focal, 36
    lens.clip_end = 1000
    lens.dof.use_dof = True
    lens.dof.focus_distance = (Vector(target) - Vector(location)).length - 3
    # Blender counts the aperture in scene units per mm: this is a pupil 1.6 mm across, as in a phone.
    lens.dof.aperture_fstop = focal * 1e-3 / 0.16
    item = bpy.data.objects.new("phone", lens)
    item.location = location
    item.rotation_euler = look_at(location, target, math.radians(roll))
    bpy.context.scene.collection.objects.link(item)
    bpy.context.scene.camera = item


def render_settings(options):
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = options.width, options.width * 3 // 4
    scene.render.filepath = str(options.out.resolve())
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGB"
    scene.render.image_settings.color_depth = "16"
    if options.crop:
        left, top, right, bottom = options.crop
        scene.render.use_border = scene.render.use_crop_to_border = True
        scene.render.border_min_x, scene.render.border_max_x = left, right
        scene.render.border_min_y, scene.render.border_max_y = 1 - bottom, 1 - top
    scene.view_settings.view_transform = "Filmic"
    scene.view_settings.look = "Medium High Contrast"
    scene.view_settings.exposure = 0.6
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.samples = options.samples
    cycles.use_adaptive_sampling = False
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 4, 3, 2
    cycles.sample_clamp_indirect = 3.0
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.blur_glossy = 1.0
    cycles.use_denoising = False
    cycles.seed = options.seed


def guide_outputs(out):
    """Writes the surfaces' colours and normals beside the picture, as guides for the denoiser."""
    scene = bpy.context.scene
    layer = bpy.context.view_layer
    layer.use_pass_diffuse_color = layer.use_pass_normal = True
    scene.use_nodes = True
    tree = scene.node_tree
    layers = next(node for node in tree.nodes if node.bl_idname == "CompositorNodeRLayers")
    writer = tree.nodes.new("CompositorNodeOutputFile")
    writer.base_path = str(out.resolve().parent)
    writer.format.file_format, writer.format.color_mode, writer.format.color_depth = "PNG", "RGB", "16"
    halves = tree.nodes.new("CompositorNodeMixRGB")
    halves.blend_type = "MULTIPLY"
    halves.inputs["Fac"].default_value = 1
    halves.inputs[2].default_value = (0.5, 0.5, 0.5, 1)
    shift = tree.nodes.new("CompositorNodeMixRGB")
    shift.blend_type = "ADD"
    shift.inputs["Fac"].default_value = 1
    shift.inputs[2].default_value = (0.5, 0.5, 0.5, 1)
    tree.links.new(layers.outputs["Normal"], halves.inputs[1])
    tree.links.new(halves.outputs[0], shift.inputs[1])
    writer.file_slots.clear()
    for name, socket in (("color", layers.outputs["DiffCol"]), ("normal", shift.outputs[0])):
        writer.file_slots.new(f"{out.stem}-{name}-")
        tree.links.new(socket, writer.inputs[-1])


def outline(origin, radius, height):
    """The rim of a dish as a polygon of 72 points, in fractions of the picture (y down)."""
    scene = bpy.context.scene
    points = []
    for k in range(72):
        angle = 2 * math.pi * k / 72
        rim = Vector(origin) + Vector((radius * math.cos(angle), radius * math.sin(angle), height))
        seen = world_to_camera_view(scene, scene.camera, rim)
        points.append([round(seen.x, 4), round(1 - seen.y, 4)])
    return points


def main():
    options = arguments()
    started = time.monotonic()
    build()
    light()
    camera(options.view)
    render_settings(options)
    guide_outputs(options.out)
    bpy.context.view_layer.update()
    print(f"built in {time.monotonic() - started:.1f} s")
    dishes = {
        "big": outline(BIG_DISH, tableware.BIG_DISH_RADIUS, 4.1),
        "small": outline(SMALL_DISH, tableware.SMALL_DISH_RADIUS, 4.6),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.with_suffix(".json").write_text(json.dumps(dishes))
    bpy.ops.render.render(write_still=True)
    print(f"rendered in {time.monotonic() - started:.1f} s")


main()
