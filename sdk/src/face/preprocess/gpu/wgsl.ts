/** Halves a level of a picture into the next, to the bit as `halve` of core does. */
export const halving = /* wgsl */ `
@group(0) @binding(0) var level: texture_2d<f32>;
@group(0) @binding(1) var next: texture_storage_2d<rgba8unorm, write>;

// A texture of unorms hands out byte / 255; half is added because what comes back may be a hair too small.
fn bytesAt(at: vec2u) -> vec4u {
  return vec4u(textureLoad(level, at, 0) * 255.0 + 0.5);
}

@compute @workgroup_size(8, 8)
fn halve(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= textureDimensions(next))) {
    return;
  }
  let at = 2u * id.xy;
  let sum = bytesAt(at) + bytesAt(at + vec2u(1, 0)) + bytesAt(at + vec2u(0, 1)) + bytesAt(at + vec2u(1, 1));
  // In integers: half rounds up, as the oracle has it.
  textureStore(next, id.xy, vec4f((sum + 2u) / 4u) / 255.0);
}
`;

/**
 * Draws all parts of a batch in one dispatch, a thread for each pixel: `toTensor` as normalised planes, `toPictures`
 * as RGBA. `batch.ts` writes the structures.
 */
export const drawing = /* wgsl */ `
struct Part {
  // The similarity from the part's pixels to its level's: (a, b), then the shift in two. Far from the corner of a
  // large picture single precision would cost a pixel's fraction its last bits, so whole pixels are integers.
  turn: vec2f,
  fraction: vec2f,
  whole: vec2i,
  level: u32,
  isMirrored: u32,
}

struct Batch {
  size: vec2u,
  scale: f32,
  isBgr: u32,
  bias: vec3f,
  parts: array<Part>,
}

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<storage, read> batch: Batch;
@group(0) @binding(2) var<storage, read_write> values: array<f32>;
@group(0) @binding(2) var<storage, read_write> pixels: array<u32>;

// Black outside: a sampler would repeat the edge.
fn colourAt(at: vec2i, level: u32) -> vec3f {
  let size = vec2i(textureDimensions(picture, level));
  if (any(at < vec2i(0)) || any(at >= size)) {
    return vec3f(0);
  }
  return textureLoad(picture, at, level).rgb;
}

// Bilinear by hand: a sampler weighs in steps of 1/256, which is all the error that is allowed.
fn drawn(n: u32, pixel: vec2u) -> vec3f {
  let part = batch.parts[n];
  // From the other end of the row.
  let p = vec2f(f32(select(pixel.x, batch.size.x - 1 - pixel.x, part.isMirrored != 0)), f32(pixel.y));
  let at = part.fraction + vec2f(part.turn.x * p.x - part.turn.y * p.y, part.turn.y * p.x + part.turn.x * p.y);
  let corner = floor(at);
  let share = at - corner;
  // What lies beyond is black anyway, and the sum of the two stays an integer.
  let first = part.whole + vec2i(clamp(corner, vec2f(-1e9), vec2f(1e9)));
  let upper = mix(colourAt(first, part.level), colourAt(first + vec2i(1, 0), part.level), share.x);
  let lower = mix(colourAt(first + vec2i(0, 1), part.level), colourAt(first + vec2i(1, 1), part.level), share.x);
  return mix(upper, lower, share.y);
}

@compute @workgroup_size(8, 8)
fn toTensor(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= batch.size)) {
    return;
  }
  let colour = drawn(id.z, id.xy);
  let normalised = select(colour.rgb, colour.bgr, batch.isBgr != 0) * batch.scale + batch.bias;
  let plane = batch.size.x * batch.size.y;
  let at = 3 * plane * id.z + batch.size.x * id.y + id.x;
  values[at] = normalised.x;
  values[at + plane] = normalised.y;
  values[at + 2 * plane] = normalised.z;
}

@compute @workgroup_size(8, 8)
fn toPictures(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= batch.size)) {
    return;
  }
  let at = (batch.size.y * id.z + id.y) * batch.size.x + id.x;
  pixels[at] = pack4x8unorm(vec4f(drawn(id.z, id.xy), 1));
}
`;
