import { BufferGeometry, Color, Float32BufferAttribute, Mesh, MeshBasicMaterial, type Texture } from "three";
import type { DishModel } from "./dishes";
import { textureOf } from "./surfaces";

/** Pixels of a food's picture. */
const PICTURE = 512;
const SECTORS = 48;
const RINGS = 20;

/** Ceramic, display values, in full light and in none. */
const LIT = new Color(0.92, 0.925, 0.93);
const SHADED = new Color(0.58, 0.6, 0.63);

/** The upper side with the food on it, as it was photographed: it brings its own light. */
export function foodMesh(dish: DishModel, picture: ImageBitmap): Mesh<BufferGeometry, MeshBasicMaterial> {
  const radii = Array.from({ length: RINGS + 1 }, (_, ring) => (ring / RINGS) * dish.radius);
  const geometry = revolve(radii.map((radius) => [radius, dish.heightAt(radius)]));
  const positions = geometry.getAttribute("position");
  const uv: number[] = [];
  for (let vertex = 0; vertex < positions.count; vertex++) {
    uv.push(0.5 + positions.getX(vertex) / dish.radius / 2, 0.5 - positions.getZ(vertex) / dish.radius / 2);
  }
  geometry.setAttribute("uv", new Float32BufferAttribute(uv, 2));
  return new Mesh(geometry, new MeshBasicMaterial({ map: foodTexture(dish, picture) }));
}

/** The outer wall, lit from the left and above. */
export function wallMesh(dish: DishModel): Mesh<BufferGeometry, MeshBasicMaterial> {
  const foot = dish.radius * dish.foot;
  const profile = Array.from({ length: 9 }, (_, step): [number, number] => {
    const part = step / 8;
    return [foot + (dish.radius - foot) * Math.sqrt(part), dish.rimHeight * part];
  }).toReversed();
  const geometry = revolve(profile);
  const normals = geometry.getAttribute("normal");
  const colours: number[] = [];
  const mixed = new Color();
  for (let vertex = 0; vertex < normals.count; vertex++) {
    const towards = -0.6 * normals.getX(vertex) + 0.5 * normals.getY(vertex) + 0.62 * normals.getZ(vertex);
    mixed.copy(SHADED).lerp(LIT, Math.max(0, 0.35 + 0.65 * towards));
    colours.push(mixed.r, mixed.g, mixed.b);
  }
  geometry.setAttribute("color", new Float32BufferAttribute(colours, 3));
  return new Mesh(geometry, new MeshBasicMaterial({ vertexColors: true }));
}

/** A surface of revolution about y, from [radius, height] pairs; it faces the way of a profile that leads outwards, and up. */
function revolve(profile: readonly (readonly [radius: number, height: number])[]): BufferGeometry {
  const positions: number[] = [];
  for (const [radius, height] of profile) {
    for (let sector = 0; sector <= SECTORS; sector++) {
      const angle = (sector / SECTORS) * 2 * Math.PI;
      positions.push(radius * Math.cos(angle), height, -radius * Math.sin(angle));
    }
  }
  const row = SECTORS + 1;
  const indices: number[] = [];
  for (let ring = 0; ring + 1 < profile.length; ring++) {
    for (let sector = 0; sector < SECTORS; sector++) {
      const inner = ring * row + sector;
      indices.push(inner, inner + row, inner + 1, inner + 1, inner + row, inner + row + 1);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(positions, 3));
  geometry.setIndex(indices);
  geometry.computeVertexNormals();
  return geometry;
}

/** The food cut out of the scene's picture and straightened: what the camera saw as an ellipse is a circle again. */
function foodTexture({ crop, turn }: DishModel, picture: ImageBitmap): Texture {
  const canvas = new OffscreenCanvas(PICTURE, PICTURE);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("No 2D canvas could be made.");
  const [x, y] = [picture.width, picture.height];
  // Slightly inside the rim, whose fitted ellipse is some pixels off.
  const inside = 0.985;
  const straight = new DOMMatrix([
    crop.right[0] * x * inside,
    crop.right[1] * y * inside,
    crop.far[0] * x * inside,
    crop.far[1] * y * inside,
    crop.centre[0] * x,
    crop.centre[1] * y,
  ]).inverse();
  context.imageSmoothingQuality = "high";
  context.translate(PICTURE / 2, PICTURE / 2);
  context.scale(PICTURE / 2, -PICTURE / 2);
  context.rotate(turn);
  context.transform(straight.a, straight.b, straight.c, straight.d, straight.e, straight.f);
  context.drawImage(picture, 0, 0);
  return textureOf(canvas);
}
