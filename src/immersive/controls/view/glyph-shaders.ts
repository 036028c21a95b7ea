/** A quad reaches this far beyond the disc in it, in radii, for outlines. */
export const MARGIN = 1.3;

export const vertexShader = /* glsl */ `
attribute vec3 centre;
attribute vec3 across;
attribute vec3 upward;
attribute vec3 cell;
attribute vec4 look;
varying vec2 vPoint;
varying vec3 vCell;
varying vec4 vLook;

void main() {
  vPoint = position.xy * ${MARGIN.toFixed(2)};
  vCell = cell;
  vLook = look;
  vec3 place = centre + across * vPoint.x + upward * vPoint.y;
  gl_Position = projectionMatrix * modelViewMatrix * vec4(place, 1.0);
}
`;

/**
 * Colours are display values, and leave as they are. A light line, and a dark one around it, set everything off from any ground.
 * `look`: opacity, hover, chosen, how far the ring of dwelling is filled; all [0, 1].
 */
export const fragmentShader = /* glsl */ `
uniform sampler2D atlas;
uniform vec2 cellSize;
varying vec2 vPoint;
varying vec3 vCell;
varying vec4 vLook;

const vec3 plate = vec3(0.078, 0.063, 0.051);
const vec3 light = vec3(0.976, 0.945, 0.906);
const vec3 accent = vec3(1.0, 0.604, 0.341);

vec4 over(vec4 ground, vec3 colour, float alpha) {
  return vec4(colour * alpha, alpha) + ground * (1.0 - alpha);
}

// 1 within the circle.
float circle(float radius, float distance, float soft) {
  return 1.0 - smoothstep(radius - soft, radius + soft, distance);
}

float band(float inner, float outer, float distance, float soft) {
  return circle(outer, distance, soft) - circle(inner, distance, soft);
}

vec4 picture(float radius) {
  vec2 inCell = vPoint / radius * 0.48 + 0.5;
  return texture2D(atlas, vCell.xy + clamp(inCell, 0.02, 0.98) * cellSize);
}

vec4 button(float distance, float soft) {
  vec4 colour = vec4(0.0);
  colour = over(colour, plate, 0.85 * circle(1.06, distance, soft));
  colour = over(colour, plate, 0.94 * circle(1.0, distance, soft));
  vec4 texel = picture(0.86) * circle(0.86, distance, soft);
  colour = texel + colour * (1.0 - texel.a);
  colour = over(colour, light, 0.8 * band(0.95, 1.0, distance, soft));
  colour = over(colour, accent, vLook.z * band(0.85, 1.0, distance, soft));
  colour = over(colour, plate, 0.7 * vLook.y * band(1.0, 1.24, distance, soft));
  return over(colour, light, vLook.y * band(1.06, 1.18, distance, soft));
}

vec4 badge(float distance, float soft) {
  vec4 colour = over(vec4(0.0), plate, 0.94 * circle(1.18, distance, soft));
  colour = over(colour, accent, circle(1.0, distance, soft));
  vec4 texel = picture(0.94) * circle(0.94, distance, soft);
  return texel + colour * (1.0 - texel.a);
}

vec4 reticle(float distance, float soft) {
  vec4 colour = over(vec4(0.0), plate, 0.6 * circle(0.36, distance, soft));
  colour = over(colour, light, circle(0.24, distance, soft));
  float shown = min(1.0, vLook.w * 8.0);
  colour = over(colour, plate, 0.6 * shown * band(0.7, 1.08, distance, soft));
  // Clockwise from the top.
  float turn = fract(atan(vPoint.x, vPoint.y) / 6.2831853);
  float filled = step(turn, vLook.w);
  return over(colour, light, shown * filled * band(0.78, 1.0, distance, soft));
}

void main() {
  float distance = length(vPoint);
  float soft = max(fwidth(distance) * 0.75, 0.001);
  vec4 colour = vCell.z < 0.5 ? button(distance, soft) : vCell.z < 1.5 ? badge(distance, soft) : reticle(distance, soft);
  gl_FragColor = colour * vLook.x;
}
`;
