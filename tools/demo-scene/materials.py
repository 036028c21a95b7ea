"""Shader graphs of the demo scene. One scene unit is one centimetre, so subsurface radii are centimetres too."""

import bpy


class Shader:
    """A material around one Principled BSDF, with the few node idioms that this scene needs."""

    def __init__(self, name, color, roughness=0.5, subsurface=0.0, radius=(0.2, 0.1, 0.05), **inputs):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.bsdf = self.tree.nodes["Principled BSDF"]
        self.color = None
        self.height = None
        self._set("Base Color", (*color, 1))
        self._set("Roughness", roughness)
        self._set("Subsurface", subsurface)
        self._set("Subsurface Radius", radius)
        self._set("Subsurface Color", (*color, 1))
        for key, value in inputs.items():
            self._set(key.replace("_", " ").title(), value)

    def _set(self, socket, value):
        self.bsdf.inputs[socket].default_value = value

    def node(self, kind, **settings):
        node = self.tree.nodes.new(kind)
        for key, value in settings.items():
            setattr(node, key, value)
        return node

    def link(self, source, target):
        self.tree.links.new(source, target)

    def noise(self, scale, detail=4.0, stretch=(1, 1, 1), distortion=0.0):
        """A fractal noise in object space, 0 to 1. `stretch` above 1 packs it tighter along that axis."""
        coordinates = self.node("ShaderNodeTexCoord")
        mapping = self.node("ShaderNodeMapping")
        mapping.inputs["Scale"].default_value = stretch
        # Without an offset per object, instances of one mesh would all wear the same blotches.
        info = self.node("ShaderNodeObjectInfo")
        spread = self.node("ShaderNodeMath", operation="MULTIPLY")
        spread.inputs[1].default_value = 50
        self.link(info.outputs["Random"], spread.inputs[0])
        self.link(spread.outputs[0], mapping.inputs["Location"])
        texture = self.node("ShaderNodeTexNoise")
        texture.inputs["Scale"].default_value = scale
        texture.inputs["Detail"].default_value = detail
        texture.inputs["Distortion"].default_value = distortion
        self.link(coordinates.outputs["Object"], mapping.inputs["Vector"])
        self.link(mapping.outputs["Vector"], texture.inputs["Vector"])
        return texture.outputs["Fac"]

    def random(self):
        return self.node("ShaderNodeObjectInfo").outputs["Random"]

    def attribute(self, name):
        return self.node("ShaderNodeAttribute", attribute_name=name).outputs["Fac"]

    def blend(self, factor, color, low=0.4, high=0.6):
        """Mixes `color` over the base colour where `factor` rises from `low` to `high`."""
        ramp = self._ramp(factor, low, high, 0, 1)
        mix = self.node("ShaderNodeMixRGB")
        self.link(ramp, mix.inputs["Fac"])
        if self.color is None:
            mix.inputs["Color1"].default_value = self.bsdf.inputs["Base Color"].default_value
        else:
            self.link(self.color, mix.inputs["Color1"])
        mix.inputs["Color2"].default_value = (*color, 1)
        self.color = mix.outputs["Color"]
        self.link(self.color, self.bsdf.inputs["Base Color"])
        self.link(self.color, self.bsdf.inputs["Subsurface Color"])
        return self

    def vary(self, socket, factor, low, high, to_low, to_high):
        """Drives a scalar input by `factor` mapped from [low, high] to [to_low, to_high]."""
        self.link(self._ramp(factor, low, high, to_low, to_high), self.bsdf.inputs[socket])
        return self

    def bump(self, factor, distance, strength=1.0):
        """Adds a bump of at most `distance` centimetres; further calls stack."""
        bump = self.node("ShaderNodeBump")
        bump.inputs["Distance"].default_value = distance
        bump.inputs["Strength"].default_value = strength
        self.link(factor, bump.inputs["Height"])
        if self.height is not None:
            self.link(self.height, bump.inputs["Normal"])
        self.height = bump.outputs["Normal"]
        self.link(self.height, self.bsdf.inputs["Normal"])
        return self

    def _ramp(self, factor, low, high, to_low, to_high):
        ramp = self.node("ShaderNodeMapRange", interpolation_type="SMOOTHSTEP")
        for socket, value in zip(ramp.inputs[1:5], (low, high, to_low, to_high)):
            socket.default_value = value
        self.link(factor, ramp.inputs[0])
        return ramp.outputs[0]


def ceramic(name, color):
    shader = Shader(name, color, roughness=0.22, specular=0.45, clearcoat=0.6, clearcoat_roughness=0.04)
    return shader.bump(shader.noise(0.35, 2), 0.02).material


def tray():
    shader = Shader("tray", (0.115, 0.185, 0.20), roughness=0.42, specular=0.35)
    grain = shader.noise(9, 3)
    shader.blend(grain, (0.145, 0.22, 0.235), 0.35, 0.7)
    shader.blend(shader.noise(0.12, 3), (0.10, 0.165, 0.18), 0.45, 0.8)
    shader.vary("Roughness", shader.noise(0.4, 6), 0.3, 0.7, 0.34, 0.52)
    return shader.bump(grain, 0.012).bump(shader.noise(0.08, 1), 0.1).material


def laminate():
    """Pale beech laminate of an overbed table."""
    shader = Shader("laminate", (0.56, 0.42, 0.28), roughness=0.38, specular=0.4)
    shader.blend(shader.noise(0.5, 6, (0.12, 1.6, 1), 0.6), (0.44, 0.31, 0.19), 0.45, 0.75)
    pores = shader.noise(3.0, 3, (0.06, 3.0, 1))
    shader.blend(pores, (0.36, 0.25, 0.15), 0.62, 0.78)
    return shader.bump(pores, 0.01).material


def blanket():
    shader = Shader("blanket", (0.30, 0.40, 0.50), roughness=0.95, specular=0.1, sheen=0.5)
    return shader.bump(shader.noise(3, 4), 0.15).bump(shader.noise(6, 2, (1, 0.15, 1)), 0.1).material


def steel():
    shader = Shader("steel", (0.62, 0.61, 0.59), roughness=0.2, metallic=1.0)
    return shader.vary("Roughness", shader.noise(1.2, 6, (0.3, 4, 1)), 0.3, 0.7, 0.14, 0.28).material


def chopstick():
    shader = Shader("chopstick", (0.33, 0.17, 0.07), roughness=0.33, clearcoat=0.3, clearcoat_roughness=0.15)
    return shader.blend(shader.noise(2, 5, (0.08, 5, 5)), (0.2, 0.09, 0.035), 0.42, 0.65).material


def tea():
    shader = Shader("tea", (0.30, 0.25, 0.045), roughness=0.03, specular=0.3)
    return shader.material


def rice():
    shader = Shader("rice", (0.90, 0.875, 0.82), roughness=0.34, specular=0.4)
    shader.blend(shader.random(), (0.86, 0.82, 0.73), 0.3, 1.0)
    shader.vary("Roughness", shader.random(), 0, 1, 0.24, 0.46)
    return shader.bump(shader.noise(9, 2), 0.012).material


def chicken():
    shader = Shader("chicken", (0.74, 0.60, 0.43), roughness=0.36, specular=0.5)
    fibre = shader.noise(2.2, 5, (4.5, 0.55, 1.0), 0.9)
    shader.blend(fibre, (0.62, 0.45, 0.29), 0.48, 0.72)
    shader.blend(shader.noise(0.9, 4), (0.80, 0.69, 0.53), 0.5, 0.8)
    edge = shader.attribute("edge")
    mottle = shader.noise(1.8, 5)
    rim = shader.node("ShaderNodeMath", operation="MULTIPLY_ADD")
    shader.link(mottle, rim.inputs[0])
    rim.inputs[1].default_value = 0.16
    shader.link(edge, rim.inputs[2])
    shader.blend(rim.outputs[0], (0.46, 0.23, 0.07), 0.93, 1.01)
    shader.blend(rim.outputs[0], (0.25, 0.095, 0.025), 1.01, 1.09)
    shader.vary("Roughness", shader.noise(1.5, 4), 0.35, 0.65, 0.2, 0.5)
    return shader.bump(fibre, 0.07, 0.8).bump(shader.noise(7, 3), 0.02).material


def broccoli_buds():
    shader = Shader("broccoli buds", (0.055, 0.155, 0.02), roughness=0.42)
    shader.blend(shader.attribute("tone"), (0.14, 0.29, 0.045), 0.3, 1.0)
    return shader.bump(shader.noise(14, 2), 0.02).material


def broccoli_stalk():
    shader = Shader("broccoli stalk", (0.33, 0.47, 0.13), roughness=0.35)
    shader.blend(shader.noise(1.5, 4, (1, 1, 0.3)), (0.45, 0.56, 0.22), 0.4, 0.7)
    return shader.bump(shader.noise(3, 3, (3, 3, 0.4)), 0.04).material


def carrot():
    shader = Shader("carrot", (0.80, 0.22, 0.018), roughness=0.28, specular=0.5)
    core = shader.attribute("edge")
    shader.blend(core, (0.68, 0.15, 0.01), 0.45, 0.62)
    shader.blend(shader.noise(1.6, 4), (0.85, 0.28, 0.03), 0.5, 0.75)
    shader.vary("Roughness", shader.noise(2, 4), 0.35, 0.65, 0.16, 0.42)
    return shader.bump(shader.noise(5, 4), 0.025).material


def pea():
    shader = Shader("pea", (0.16, 0.33, 0.035), roughness=0.28, specular=0.5)
    shader.blend(shader.random(), (0.24, 0.40, 0.07), 0, 1)
    return shader.bump(shader.noise(3, 4), 0.04).material


def sesame():
    return Shader("black sesame", (0.012, 0.010, 0.009), roughness=0.4).material


def glazed(name, color, shade, sauce=(0.17, 0.055, 0.012), amount=0.55):
    """A stewed piece: its own colour, partly under a film of sauce."""
    shader = Shader(name, color, roughness=0.3, specular=0.5)
    shader.blend(shader.noise(1.4, 5), shade, 0.4, 0.7)
    film = shader.noise(0.7, 5, distortion=0.4)
    shader.blend(film, sauce, amount, amount + 0.18)
    shader.vary("Roughness", film, amount - 0.1, amount + 0.1, 0.32, 0.1)
    return shader.bump(shader.noise(3, 5), 0.06).material


def sauce():
    shader = Shader("sauce", (0.19, 0.062, 0.012), roughness=0.1, specular=0.5)
    shader.blend(shader.noise(0.8, 5, distortion=0.8), (0.27, 0.10, 0.02), 0.45, 0.7)
    shader.vary("Roughness", shader.noise(1.2, 5), 0.4, 0.7, 0.05, 0.22)
    return shader.bump(shader.noise(1.6, 5), 0.07).bump(shader.noise(6, 3), 0.015).material
