/** A point in space: x to the picture's right, y down, z away from the camera. */
export type SpacePoint = readonly [x: number, y: number, z: number];

/**
 * Landmarks 17 to 67 (iBUG 300-W) of a mean face in space, without expression, seen from the front. The unit is the
 * distance between the middles of the eyes, the origin lies between them. The jaw is not there: what is marked as its
 * edge is another part of the head from every side.
 *
 * Made by factorisation of the marks of some 570 faces and of their mirror images into poses and one shape (Tomasi &
 * Kanade 1992, with the metric constraints of Poelman & Kanade 1997, weak perspective), as the landmark model gives
 * them: it is that model's mean face.
 */
export const meanFace: readonly SpacePoint[] = [
  // Brows, 17-26.
  [-0.914, -0.23, 0.113],
  [-0.779, -0.314, -0.048],
  [-0.594, -0.344, -0.152],
  [-0.431, -0.328, -0.22],
  [-0.282, -0.278, -0.252],
  [0.282, -0.278, -0.252],
  [0.431, -0.328, -0.22],
  [0.594, -0.344, -0.152],
  [0.779, -0.314, -0.048],
  [0.914, -0.23, 0.113],
  // Nose, 27-35.
  [0, 0.019, -0.242],
  [0, 0.214, -0.342],
  [0, 0.4, -0.453],
  [0, 0.576, -0.472],
  [-0.197, 0.686, -0.165],
  [-0.107, 0.712, -0.216],
  [0, 0.737, -0.24],
  [0.107, 0.712, -0.216],
  [0.197, 0.686, -0.165],
  // Eyes, 36-47.
  [-0.684, -0.004, 0.07],
  [-0.582, -0.054, -0.021],
  [-0.433, -0.058, -0.023],
  [-0.304, 0.013, -0.009],
  [-0.422, 0.051, -0.023],
  [-0.575, 0.052, 0.005],
  [0.304, 0.013, -0.009],
  [0.433, -0.058, -0.023],
  [0.582, -0.054, -0.021],
  [0.684, -0.004, 0.07],
  [0.575, 0.052, 0.005],
  [0.422, 0.051, -0.023],
  // Mouth, 48-67.
  [-0.442, 1.046, 0.173],
  [-0.284, 0.982, -0.043],
  [-0.096, 0.932, -0.163],
  [0, 0.954, -0.164],
  [0.096, 0.932, -0.163],
  [0.284, 0.982, -0.043],
  [0.442, 1.046, 0.173],
  [0.275, 1.165, 0.071],
  [0.138, 1.223, 0.016],
  [0, 1.24, -0.001],
  [-0.138, 1.223, 0.016],
  [-0.275, 1.165, 0.071],
  [-0.407, 1.044, 0.163],
  [-0.133, 1.032, -0.073],
  [0, 1.032, -0.103],
  [0.133, 1.032, -0.073],
  [0.407, 1.044, 0.163],
  [0.129, 1.094, 0],
  [0, 1.101, -0.017],
  [-0.129, 1.094, 0],
];

/** The first landmark of {@link meanFace}. */
export const firstOfMeanFace = 17;
