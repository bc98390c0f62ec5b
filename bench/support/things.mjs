/** Models of things that everybody knows, made of simple solids: free of rights, and the same at each run. y points up, the front is +z. */

/** The solids of a model: positions, triangles and a colour of every vertex (sRGB, 0…1). */
class Solids {
  positions = [];
  colors = [];
  triangles = [];

  /** Adds a surface of revolution around y: pairs of radius and height, from below. */
  lathe(profile, color, { at = [0, 0, 0], turn = [0, 0, 0], sides = 40, scale = [1, 1, 1] } = {}) {
    const first = this.positions.length / 3;
    for (const [radius, height] of profile) {
      for (let i = 0; i < sides; i++) {
        const angle = (2 * Math.PI * (i + 0.5)) / sides;
        this.#vertex([radius * Math.sin(angle) * scale[0], height * scale[1], radius * Math.cos(angle) * scale[2]], {
          at,
          turn,
          color,
        });
      }
    }
    for (let row = 0; row + 1 < profile.length; row++) {
      for (let i = 0; i < sides; i++) {
        const [a, b] = [first + row * sides + i, first + row * sides + ((i + 1) % sides)];
        this.triangles.push(a, b, b + sides, a, b + sides, a + sides);
      }
    }
    return this;
  }

  cylinder(radius, height, color, place) {
    return this.cone(radius, radius, height, color, place);
  }

  /** From a radius at its foot to one at its top. */
  cone(below, above, height, color, place) {
    return this.lathe(
      [
        [0, 0],
        [below, 0],
        [above, height],
        [0, height],
      ],
      color,
      place,
    );
  }

  sphere(radius, color, place) {
    const profile = Array.from({ length: 25 }, (_, i) => {
      const angle = (Math.PI * i) / 24;
      return [radius * Math.sin(angle), -radius * Math.cos(angle)];
    });
    return this.lathe(profile, color, place);
  }

  /** Around its middle. */
  box([width, height, depth], color, place) {
    const corner = Math.SQRT1_2;
    const profile = [
      [0, -0.5],
      [corner, -0.5],
      [corner, 0.5],
      [0, 0.5],
    ];
    return this.lathe(profile, color, { ...place, sides: 4, scale: [width, height, depth] });
  }

  /** Around y; with `part` below 1 it is open. */
  ring(radius, thickness, color, { part = 1, ...place } = {}) {
    const first = this.positions.length / 3;
    const [steps, sides] = [48, 16];
    for (let i = 0; i <= steps; i++) {
      const around = 2 * Math.PI * part * (i / steps);
      for (let k = 0; k < sides; k++) {
        const across = (2 * Math.PI * k) / sides;
        const r = radius + thickness * Math.cos(across);
        this.#vertex([r * Math.sin(around), thickness * Math.sin(across), r * Math.cos(around)], { ...place, color });
      }
    }
    for (let i = 0; i < steps; i++) {
      for (let k = 0; k < sides; k++) {
        const [a, b] = [first + i * sides + k, first + i * sides + ((k + 1) % sides)];
        this.triangles.push(a, b, b + sides, a, b + sides, a + sides);
      }
    }
    return this;
  }

  /** Turned around x, y, z in degrees, then moved. */
  #vertex(point, { at = [0, 0, 0], turn = [0, 0, 0], color }) {
    let [x, y, z] = point;
    for (const [axis, degrees] of turn.entries()) {
      const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
      if (axis === 0) [y, z] = [cos * y - sin * z, sin * y + cos * z];
      if (axis === 1) [x, z] = [cos * x + sin * z, cos * z - sin * x];
      if (axis === 2) [x, y] = [cos * x - sin * y, sin * x + cos * y];
    }
    this.positions.push(x + at[0], y + at[1], z + at[2]);
    this.colors.push(...color);
  }
}

const WOOD = [0.72, 0.5, 0.3];
const DARK_WOOD = [0.4, 0.25, 0.14];
const STEEL = [0.62, 0.64, 0.67];
const BLACK = [0.1, 0.1, 0.11];
const WHITE = [0.95, 0.95, 0.93];
const RED = [0.8, 0.13, 0.12];
const GREEN = [0.13, 0.45, 0.18];
const SAND = [0.85, 0.72, 0.48];
const GLASS = [0.55, 0.72, 0.85];

const solids = () => new Solids();

function chair() {
  const made = solids().box([1, 0.08, 1], WOOD, { at: [0, 1, 0] });
  for (const x of [-0.44, 0.44]) for (const z of [-0.44, 0.44]) made.box([0.09, 1, 0.09], WOOD, { at: [x, 0.5, z] });
  for (const x of [-0.44, 0.44]) made.box([0.09, 1.1, 0.09], WOOD, { at: [x, 1.55, -0.44] });
  for (const y of [1.4, 1.7, 2]) made.box([0.9, 0.16, 0.05], WOOD, { at: [0, y, -0.44] });
  return made;
}

function table() {
  const made = solids().box([2.4, 0.1, 1.3], DARK_WOOD, { at: [0, 1.1, 0] });
  for (const x of [-1.05, 1.05])
    for (const z of [-0.5, 0.5]) made.box([0.12, 1.1, 0.12], DARK_WOOD, { at: [x, 0.55, z] });
  return made;
}

function mug() {
  const profile = [
    [0, 0],
    [0.5, 0],
    [0.52, 0.05],
    [0.52, 1.1],
    [0.46, 1.1],
    [0.46, 0.1],
    [0, 0.1],
  ];
  return solids()
    .lathe(profile, WHITE)
    .lathe(
      [
        [0.46, 0.9],
        [0, 0.9],
      ],
      [0.25, 0.13, 0.06],
    )
    .ring(0.32, 0.07, WHITE, { part: 0.5, turn: [90, 0, 0], at: [0.5, 0.58, 0] });
}

function hammer() {
  return solids()
    .cylinder(0.09, 2.4, WOOD)
    .box([0.32, 0.3, 0.3], STEEL, { at: [0, 2.35, 0] })
    .cylinder(0.17, 0.5, STEEL, { at: [0.1, 2.35, 0], turn: [0, 0, -90] })
    .cone(0.15, 0.02, 0.7, STEEL, { at: [-0.1, 2.35, 0], turn: [0, 0, 100] });
}

function clock() {
  const made = solids()
    .cylinder(1, 0.1, WHITE, { turn: [90, 0, 0] })
    .ring(1, 0.08, BLACK, { turn: [90, 0, 0], at: [0, 0, 0.06] })
    .box([0.06, 0.55, 0.03], BLACK, { at: [0.13, 0.2, 0.13], turn: [0, 0, -35] })
    .box([0.04, 0.8, 0.03], BLACK, { at: [-0.3, 0.2, 0.15], turn: [0, 0, 55] });
  for (let hour = 0; hour < 12; hour++) {
    const angle = (Math.PI * hour) / 6;
    const at = [0.82 * Math.sin(angle), 0.82 * Math.cos(angle), 0.12];
    made.box([0.05, 0.16, 0.02], BLACK, { at, turn: [0, 0, -30 * hour] });
  }
  return made;
}

function snowman() {
  const made = solids()
    .sphere(0.8, WHITE, { at: [0, 0.75, 0] })
    .sphere(0.58, WHITE, { at: [0, 1.85, 0] })
    .sphere(0.42, WHITE, { at: [0, 2.65, 0] })
    .cone(0.08, 0, 0.5, [0.93, 0.45, 0.1], { at: [0, 2.65, 0.38], turn: [90, 0, 0] })
    .cylinder(0.5, 0.06, BLACK, { at: [0, 2.95, 0] })
    .cylinder(0.33, 0.5, BLACK, { at: [0, 3, 0] })
    .ring(0.36, 0.09, RED, { at: [0, 2.28, 0] });
  for (const x of [-0.15, 0.15]) made.sphere(0.05, BLACK, { at: [x, 2.78, 0.37] });
  for (const y of [1.6, 1.85, 2.1]) made.sphere(0.05, BLACK, { at: [0, y, 0.54] });
  for (const side of [-1, 1]) made.cylinder(0.03, 1, DARK_WOOD, { at: [0.5 * side, 1.9, 0], turn: [0, 0, -60 * side] });
  return made;
}

function tree() {
  const made = solids().cylinder(0.16, 0.8, DARK_WOOD);
  for (const [i, radius] of [1, 0.8, 0.58].entries()) made.cone(radius, 0, 1.1, GREEN, { at: [0, 0.6 + 0.65 * i, 0] });
  return made;
}

function house() {
  const made = solids()
    .box([2.2, 1.3, 1.6], [0.93, 0.88, 0.75], { at: [0, 0.65, 0] })
    .box([1.45, 0.1, 1.9], RED, { at: [-0.6, 1.72, 0], turn: [0, 0, 38] })
    .box([1.45, 0.1, 1.9], RED, { at: [0.6, 1.72, 0], turn: [0, 0, -38] })
    .cone(1.12 * Math.SQRT2, 0, 0.9, [0.93, 0.88, 0.75], { at: [0, 1.28, 0], sides: 4, scale: [1, 1, 0.7] })
    .box([0.4, 0.8, 0.06], DARK_WOOD, { at: [0, 0.4, 0.8] })
    .box([0.25, 0.7, 0.25], [0.6, 0.3, 0.25], { at: [0.6, 2.1, -0.3] });
  for (const x of [-0.7, 0.7]) made.box([0.4, 0.4, 0.06], GLASS, { at: [x, 0.8, 0.8] });
  return made;
}

function rocket() {
  const made = solids()
    .lathe(
      [
        [0, 0.2],
        [0.3, 0.2],
        [0.42, 0.8],
        [0.42, 2.2],
        [0.3, 2.7],
        [0.15, 3],
        [0, 3.1],
      ],
      WHITE,
    )
    .lathe(
      [
        [0.43, 2.2],
        [0.31, 2.7],
        [0.16, 3.02],
        [0, 3.15],
      ],
      RED,
    )
    .sphere(0.15, GLASS, { at: [0, 1.8, 0.36] });
  for (const turn of [0, 90, 180, 270]) {
    const angle = (turn * Math.PI) / 180;
    made.box([0.06, 0.8, 0.5], RED, { at: [0.55 * Math.sin(angle), 0.45, 0.55 * Math.cos(angle)], turn: [0, turn, 0] });
  }
  return made;
}

function car() {
  const made = solids()
    .box([3.4, 0.6, 1.5], RED, { at: [0, 0.65, 0] })
    .cone(1.15, 0.85, 0.6, GLASS, { at: [-0.1, 0.95, 0], sides: 4, scale: [1.25, 1, 0.85] })
    .box([1.45, 0.08, 1], RED, { at: [-0.1, 1.55, 0] });
  for (const x of [-1.1, 1.1]) {
    for (const z of [-0.78, 0.58]) {
      made.cylinder(0.38, 0.2, BLACK, { at: [x, 0.38, z], turn: [90, 0, 0] });
      made.cylinder(0.2, 0.22, STEEL, { at: [x, 0.38, z - 0.01], turn: [90, 0, 0] });
    }
  }
  for (const z of [-0.5, 0.5]) made.sphere(0.13, [1, 0.95, 0.7], { at: [1.7, 0.75, z] });
  return made;
}

function airplane() {
  return solids()
    .sphere(1, WHITE, { scale: [0.28, 0.28, 2] })
    .box([4, 0.06, 0.6], STEEL, { at: [0, 0, 0.1] })
    .box([1.5, 0.05, 0.35], STEEL, { at: [0, 0.1, -1.7] })
    .box([0.05, 0.7, 0.4], RED, { at: [0, 0.4, -1.75] })
    .cylinder(0.15, 0.6, BLACK, { at: [0.9, -0.15, 0], turn: [90, 0, 0] })
    .cylinder(0.15, 0.6, BLACK, { at: [-0.9, -0.15, 0], turn: [90, 0, 0] });
}

function pan() {
  return solids()
    .lathe(
      [
        [0, 0],
        [0.85, 0],
        [1, 0.25],
        [0.96, 0.25],
        [0.82, 0.05],
        [0, 0.05],
      ],
      BLACK,
    )
    .box([0.16, 0.07, 1.3], BLACK, { at: [0, 0.28, 1.6], turn: [-6, 0, 0] });
}

function windmill() {
  const made = solids()
    .cone(0.7, 0.42, 2.2, [0.88, 0.84, 0.76], { sides: 8 })
    .cone(0.5, 0.1, 0.45, DARK_WOOD, { at: [0, 2.2, 0] })
    .box([0.3, 0.55, 0.1], DARK_WOOD, { at: [0, 0.3, 0.62] });
  for (const turn of [20, 110, 200, 290]) {
    const angle = (turn * Math.PI) / 180;
    made.box([0.06, 1.5, 0.04], DARK_WOOD, {
      at: [-0.75 * Math.sin(angle), 2.3 + 0.75 * Math.cos(angle), 0.6],
      turn: [0, 0, turn],
    });
    made.box([0.3, 1.1, 0.02], WHITE, {
      at: [-0.9 * Math.sin(angle) + 0.14 * Math.cos(angle), 2.3 + 0.9 * Math.cos(angle) + 0.14 * Math.sin(angle), 0.6],
      turn: [0, 0, turn],
    });
  }
  return made;
}

function pyramid() {
  return solids().cone(1.6, 0, 1.4, SAND, { sides: 4 });
}

function bottle() {
  const profile = [
    [0, 0],
    [0.38, 0],
    [0.4, 0.05],
    [0.4, 1.35],
    [0.34, 1.6],
    [0.14, 1.9],
    [0.13, 2.4],
    [0.15, 2.42],
    [0.15, 2.5],
    [0, 2.5],
  ];
  return solids()
    .lathe(profile, [0.08, 0.25, 0.12])
    .lathe(
      [
        [0.41, 0.4],
        [0.41, 1],
      ],
      [0.93, 0.9, 0.8],
    )
    .cylinder(0.14, 0.3, RED, { at: [0, 2.25, 0] });
}

function lamp() {
  return solids()
    .cylinder(0.45, 0.08, STEEL)
    .cylinder(0.05, 1.4, STEEL)
    .lathe(
      [
        [0.7, 1.2],
        [0.4, 1.95],
      ],
      [0.97, 0.88, 0.65],
    );
}

function mushroom() {
  const made = solids()
    .lathe(
      [
        [0, 0],
        [0.26, 0],
        [0.2, 0.5],
        [0.18, 1],
        [0, 1],
      ],
      WHITE,
    )
    .lathe(
      [
        [0, 0.85],
        [0.9, 0.85],
        [0.95, 0.95],
        [0.8, 1.25],
        [0.45, 1.5],
        [0, 1.6],
      ],
      RED,
    );
  for (const [turn, r, y] of [
    [20, 0.72, 1.28],
    [90, 0.62, 1.38],
    [160, 0.75, 1.24],
    [240, 0.7, 1.3],
    [310, 0.68, 1.33],
    [0, 0.2, 1.55],
  ]) {
    const angle = (turn * Math.PI) / 180;
    made.sphere(0.12, WHITE, { at: [r * Math.sin(angle), y, r * Math.cos(angle)], scale: [1, 0.5, 1] });
  }
  return made;
}

function dumbbell() {
  const made = solids().cylinder(0.09, 1.6, STEEL, { at: [-0.8, 0, 0], turn: [0, 0, -90] });
  for (const x of [-1.1, 0.6]) made.cylinder(0.42, 0.5, BLACK, { at: [x, 0, 0], turn: [0, 0, -90] });
  return made;
}

/** Every thing: words for it, and a photo of one among the samples where there is one. */
export const THINGS = [
  { name: 'chair', words: 'a wooden chair', photo: 'at-home/white-chair.jpg', make: chair },
  { name: 'table', words: 'a table', make: table },
  { name: 'mug', words: 'a cup of coffee', photo: 'favourites/coffee-cup.jpg', make: mug },
  { name: 'hammer', words: 'a hammer', photo: 'at-home/hammer-on-workbench.jpg', make: hammer },
  { name: 'clock', words: 'a wall clock', photo: 'at-home/wall-clock.jpg', make: clock },
  { name: 'snowman', words: 'a snowman', make: snowman },
  { name: 'tree', words: 'a fir tree', make: tree },
  { name: 'house', words: 'a house with a red roof', make: house },
  { name: 'rocket', words: 'a rocket', photo: 'favourites/rocket-on-launch-pad.jpg', make: rocket },
  { name: 'car', words: 'a red car', make: car },
  { name: 'airplane', words: 'an airplane', photo: 'favourites/biplane-from-above.jpg', make: airplane },
  { name: 'pan', words: 'a frying pan', photo: 'at-home/frying-pan-in-kitchen.jpg', make: pan },
  { name: 'windmill', words: 'a windmill', photo: 'around-the-world/windmills-at-kinderdijk.jpg', make: windmill },
  { name: 'pyramid', words: 'a pyramid', photo: 'around-the-world/great-pyramid-of-giza.jpg', make: pyramid },
  { name: 'bottle', words: 'a wine bottle', make: bottle },
  { name: 'lamp', words: 'a table lamp', make: lamp },
  { name: 'mushroom', words: 'a red mushroom with white dots', make: mushroom },
  { name: 'dumbbell', words: 'a dumbbell', make: dumbbell },
];

/** As OBJ with a colour at every vertex. */
export function toObj({ positions, colors, triangles }) {
  const lines = [];
  for (let i = 0; i < positions.length; i += 3) {
    const numbers = [...positions.slice(i, i + 3), ...colors.slice(i, i + 3)];
    lines.push(`v ${numbers.map((value) => Number(value.toFixed(4))).join(' ')}`);
  }
  for (let i = 0; i < triangles.length; i += 3)
    lines.push(
      `f ${triangles
        .slice(i, i + 3)
        .map((v) => v + 1)
        .join(' ')}`,
    );
  return `${lines.join('\n')}\n`;
}

/** As binary STL, which has no colours; z points up. */
export function toStl({ positions, triangles }) {
  const file = Buffer.alloc(84 + (50 * triangles.length) / 3);
  file.writeUInt32LE(triangles.length / 3, 80);
  for (const [i, vertex] of triangles.entries()) {
    const [x, y, z] = positions.slice(3 * vertex, 3 * vertex + 3);
    const at = 84 + 50 * Math.floor(i / 3) + 12 + 12 * (i % 3);
    for (const [k, value] of [x, -z, y].entries()) file.writeFloatLE(value, at + 4 * k);
  }
  return file;
}
