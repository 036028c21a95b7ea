import {
  BoxGeometry,
  CapsuleGeometry,
  Color,
  Group,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
  SphereGeometry,
  type BufferGeometry,
} from "three";
import { HALF_ROOM, ROOM_HEIGHT, TABLE } from "./planes";
import { clothTexture, shadowTexture, woodTexture } from "./surfaces";

type Plain = Mesh<BufferGeometry, MeshBasicMaterial>;

/** Floor, walls, the table with a cloth on it. Unlit: each face has the shade that it would have, in display values. */
export function furniture(): Plain[] {
  const floor = flat(2 * HALF_ROOM, 2 * HALF_ROOM, new MeshBasicMaterial({ map: woodTexture(512, 512, 12, 26) }));
  floor.material.color.setRGB(0.76, 0.73, 0.72);
  const top = flat(TABLE.width, TABLE.depth, new MeshBasicMaterial({ map: woodTexture(1024, 512, 5, 36) }));
  top.position.set(TABLE.x, TABLE.height, TABLE.z);
  const cloth = flat(0.62, 0.44, new MeshBasicMaterial({ map: clothTexture(512, 364) }));
  cloth.position.set(0, TABLE.height + 0.0004, -0.53);
  // From the nearest to the farthest: what is hidden costs a processor nothing.
  const nearestFirst = [cloth, top, ...tableFrame(), floor, ...walls()];
  for (const [order, mesh] of nearestFirst.entries()) mesh.renderOrder = order + 1;
  return nearestFirst;
}

/** Lies on the table under a dish. */
export function dishShadow(radius: number): Plain {
  const material = new MeshBasicMaterial({ map: shadowTexture(), transparent: true, depthWrite: false });
  const shadow = flat(radius * 3, radius * 3, material);
  shadow.position.set(radius * 0.25, 0.0008, -radius * 0.2);
  return shadow;
}

/** A fist with its forearm, its palm at the origin; it comes from the right and from the viewer. */
export function hand(): Group {
  const skin = new MeshBasicMaterial({ color: new Color(0.81, 0.64, 0.54) });
  const dark = new MeshBasicMaterial({ color: new Color(0.7, 0.53, 0.45) });
  const sleeve = new MeshBasicMaterial({ color: new Color(0.35, 0.41, 0.58) });
  const palm = new Mesh(new SphereGeometry(0.045, 20, 14), skin);
  palm.scale.set(1, 0.62, 1.1);
  const arm = new Mesh(new CapsuleGeometry(0.034, 0.3, 4, 12), sleeve);
  arm.position.set(0.13, 0.05, 0.16);
  arm.rotation.set(Math.PI / 2 - 0.25, 0, -0.68);
  const fingers = [-0.03, -0.01, 0.01, 0.03].map((x, finger) => {
    const mesh = new Mesh(new CapsuleGeometry(0.0095, 0.05, 3, 8), finger % 2 === 0 ? skin : dark);
    mesh.position.set(x, -0.012, -0.05);
    mesh.rotation.set(Math.PI / 2 - 0.4, 0, 0);
    return mesh;
  });
  const group = new Group();
  group.add(palm, arm, ...fingers);
  return group;
}

function walls(): Plain[] {
  const wall = (shade: number, x: number, z: number, turn: number) => {
    const mesh = new Mesh(
      new PlaneGeometry(2 * HALF_ROOM, ROOM_HEIGHT),
      new MeshBasicMaterial({ color: new Color(shade, shade * 0.98, shade * 0.94) }),
    );
    mesh.position.set(x, ROOM_HEIGHT / 2, z);
    mesh.rotation.y = turn;
    return mesh;
  };
  return [
    wall(0.81, 0, -HALF_ROOM, 0),
    wall(0.73, -HALF_ROOM, 0, Math.PI / 2),
    wall(0.77, HALF_ROOM, 0, -Math.PI / 2),
    wall(0.7, 0, HALF_ROOM, Math.PI),
  ];
}

/** The table's edge, a finger below its top, and four legs. */
function tableFrame(): Plain[] {
  const wood = new MeshBasicMaterial({ color: new Color(0.62, 0.55, 0.46) });
  const edge = new Mesh(new BoxGeometry(TABLE.width, 0.03, TABLE.depth), wood);
  edge.position.set(TABLE.x, TABLE.height - 0.0155, TABLE.z);
  const legs = [-1, 1].flatMap((side) =>
    [-1, 1].map((end) => {
      const leg = new Mesh(new BoxGeometry(0.05, TABLE.height - 0.03, 0.05), wood);
      leg.position.set(
        TABLE.x + side * (TABLE.width / 2 - 0.05),
        (TABLE.height - 0.03) / 2,
        TABLE.z + end * (TABLE.depth / 2 - 0.05),
      );
      return leg;
    }),
  );
  return [edge, ...legs];
}

function flat(width: number, depth: number, material: MeshBasicMaterial): Plain {
  const mesh = new Mesh(new PlaneGeometry(width, depth), material);
  mesh.geometry.rotateX(-Math.PI / 2);
  return mesh;
}
