import type { UpAxis } from '../mesh/mesh.js';

/** Where a model is seen from. */
export interface View {
  label: string;
  /** Degrees around the upright axis; 0: from the front, 90: from the model's left side, which is right for who stands before it. */
  yaw: number;
  /** Degrees above the horizon, −90…90. */
  pitch: number;
}

/** The directions of a camera in the axes of the file. */
export interface Camera {
  right: Direction;
  up: Direction;
  /** Towards the camera. */
  back: Direction;
}

type Direction = readonly [number, number, number];

/** @param upAxis the axis of the file that points up; the front is where +z points when y is up, and where −y points when z is up */
export function aimCamera({ yaw, pitch }: Pick<View, 'yaw' | 'pitch'>, upAxis: UpAxis): Camera {
  const [a, b] = [(yaw * Math.PI) / 180, (pitch * Math.PI) / 180];
  const [sinA, cosA, sinB, cosB] = [Math.sin(a), Math.cos(a), Math.sin(b), Math.cos(b)];
  const turn = upAxis === 'y' ? identity : toZUp;
  return {
    right: turn([cosA, 0, -sinA]),
    up: turn([-sinA * sinB, cosB, -cosA * sinB]),
    back: turn([sinA * cosB, sinB, cosA * cosB]),
  };
}

function identity(direction: Direction): Direction {
  return direction;
}

function toZUp([x, y, z]: Direction): Direction {
  return [x, -z, y];
}
