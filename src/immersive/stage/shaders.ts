import { tilesPerDish } from "../../compositor/tile-blend";
import { borderFade, featherFrom, featherTo } from "../../net/picture/look";
import { grazingFrom, grazingTo, hiddenBelow, hiddenFrom, hiddenTo } from "./seen";

const tiles = Array.from({ length: tilesPerDish }, (_, tile) => tile);
const each = (line: (tile: number) => string) => tiles.map(line).join("\n");

/** GLSL of a number that must not be taken for an integer. */
const float = (value: number) => value.toFixed(5);

/** Where each point lies in the patches, in the masks' frames and in the depth picture, once for each corner of the mesh. */
export const vertexShader = /* glsl */ `
precision highp float;
uniform mat4 modelMatrix;
uniform mat4 viewMatrix;
uniform mat4 projectionMatrix;
uniform mat4 patchFrom[${tilesPerDish}];
uniform mat4 maskFrom[${tilesPerDish}];
uniform mat4 depthFrom;
in vec3 position;
in vec3 normal;
in vec2 side;
out vec3 point;
out vec3 facing;
out vec2 part;
out vec3 inPatch[${tilesPerDish}];
out vec3 inMask[${tilesPerDish}];
out vec3 inDepth;

void main() {
  vec4 here = vec4(position, 1.0);
  point = position;
  facing = normal;
  part = side;
  ${each((tile) => `inPatch[${tile}] = (patchFrom[${tile}] * here).xyw;`)}
  ${each((tile) => `inMask[${tile}] = (maskFrom[${tile}] * here).xyw;`)}
  inDepth = (depthFrom * here).xyw;
  gl_Position = projectionMatrix * viewMatrix * modelMatrix * here;
}`;

/**
 * The patches, blended, each only where its camera saw the surface; under the masks, blended, each from its own view;
 * and faded where something stands in front. Premultiplied.
 */
export const fragmentShader = /* glsl */ `
precision highp float;
${each((tile) => `uniform sampler2D patch${tile};\nuniform sampler2D mask${tile};`)}
uniform sampler2D depth;
uniform vec3 patchWeights;
uniform vec3 maskWeights;
uniform vec3 eye[${tilesPerDish}];
uniform vec3 gain[${tilesPerDish}];
uniform vec4 inFrame[${tilesPerDish}];
uniform vec2 maskSize[${tilesPerDish}];
uniform vec2 rim;
uniform vec2 depthSize;
uniform vec2 depthMetres;
uniform float opacity;
in vec3 point;
in vec3 facing;
in vec2 part;
in vec3 inPatch[${tilesPerDish}];
in vec3 inMask[${tilesPerDish}];
in vec3 inDepth;
out vec4 colour;

float inside(vec2 at, float fade) {
  vec2 edge = min(at, 1.0 - at);
  return smoothstep(0.0, fade, min(edge.x, edge.y));
}

// Whether a camera saw this point: it looks at the camera, and the rim on this side does not stand between them.
float seenFrom(vec3 camera) {
  vec3 towards = camera - point;
  float looks = smoothstep(${float(grazingFrom)}, ${float(grazingTo)}, dot(normalize(facing), normalize(towards)));
  float below = max(rim.y - point.y, 0.0);
  float over = length(point.xz + towards.xz * (below / max(towards.y, 1e-4))) / rim.x;
  float behindRim = smoothstep(${float(hiddenFrom)}, ${float(hiddenTo)}, over)
    * smoothstep(0.0, ${float(hiddenBelow)}, below / max(rim.y, 1e-4));
  return looks * (1.0 - part.y * behindRim);
}

// The mask's grid is coarse: a cubic B-spline, as four linear samples (Sigg and Hadwiger, GPU Gems 2, 2005).
float smoothly(sampler2D mask, vec2 at, vec2 size) {
  vec2 cell = at * size - 0.5;
  vec2 base = floor(cell);
  vec2 f = cell - base;
  vec2 f2 = f * f;
  vec2 f3 = f2 * f;
  vec2 w0 = (1.0 - 3.0 * f + 3.0 * f2 - f3) / 6.0;
  vec2 w1 = (4.0 - 6.0 * f2 + 3.0 * f3) / 6.0;
  vec2 w3 = f3 / 6.0;
  vec2 first = w0 + w1;
  vec2 near = (base + w1 / first - 0.5) / size;
  vec2 far = (base + w3 / (1.0 - first) + 1.5) / size;
  float top = mix(textureLod(mask, vec2(far.x, near.y), 0.0).r, textureLod(mask, near, 0.0).r, first.x);
  float bottom = mix(textureLod(mask, far, 0.0).r, textureLod(mask, vec2(near.x, far.y), 0.0).r, first.x);
  return mix(bottom, top, first.y);
}

// Beyond the frame that the mask was made from nothing is known, and the mesh alone cuts the dish out.
float maskAt(sampler2D mask, vec3 at, vec2 size) {
  vec2 place = at.xy / max(at.z, 1e-4);
  return mix(1.0, smoothly(mask, clamp(place, 0.0, 1.0), size), inside(place, 0.01) * step(1e-4, at.z));
}

float hidesAt(vec2 texel) {
  float measured = dot(texelFetch(depth, ivec2(clamp(texel, vec2(0.0), depthSize - 1.0)), 0).rg, depthMetres);
  float slack = max(1.0, inDepth.z);
  return step(1e-4, measured) * smoothstep(0.03, 0.06, (inDepth.z - measured) / slack);
}

// How far something stands in front: depth is compared first and mixed then, for a mean of two distances is neither.
float hidden() {
  if (depthSize.x == 0.0 || inDepth.z < 1e-4) return 0.0;
  vec2 at = inDepth.xy / inDepth.z;
  if (at != clamp(at, 0.0, 1.0)) return 0.0;
  vec2 cell = at * depthSize - 0.5;
  vec2 base = floor(cell);
  vec2 f = cell - base;
  float top = mix(hidesAt(base), hidesAt(base + vec2(1.0, 0.0)), f.x);
  float bottom = mix(hidesAt(base + vec2(0.0, 1.0)), hidesAt(base + vec2(1.0, 1.0)), f.x);
  return mix(top, bottom, f.y);
}

void main() {
  float dish = 0.0;
  vec4 food = vec4(0.0);
${each(
  (tile) => `
  if (maskWeights[${tile}] > 0.0) dish += maskWeights[${tile}] * maskAt(mask${tile}, inMask[${tile}], maskSize[${tile}]);
  if (patchWeights[${tile}] > 0.0) {
    vec2 at = inPatch[${tile}].xy / max(inPatch[${tile}].z, 1e-4);
    float seen = seenFrom(eye[${tile}]) * step(1e-4, inPatch[${tile}].z) * inside(at, ${float(borderFade)})
      * inside(at * inFrame[${tile}].xy + inFrame[${tile}].zw, 0.01);
    food += patchWeights[${tile}] * seen * vec4(min(texture(patch${tile}, at).rgb * gain[${tile}], 1.0), 1.0);
  }`,
)}
  float shown = smoothstep(${float(featherFrom)}, ${float(featherTo)}, dish) * part.x * opacity * (1.0 - hidden());
  if (food.a * shown < 0.002) discard;
  colour = food * shown;
}`;
