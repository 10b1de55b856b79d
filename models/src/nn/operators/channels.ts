import type { Node } from "../graph/node.ts";
import type { Writer } from "../graph/writer.ts";

/** All axes but that of the channels: rows, and places within a picture. */
export function acrossChannels({ shape }: Node): number[] {
  return shape.map((_, axis) => axis).filter((axis) => axis !== 1);
}

/** One value for each channel, so that it broadcasts over `like`. */
export function spread(write: Writer, perChannel: Node, like: Node): Node {
  if (like.shape.length === 2) return perChannel;
  const axes = write.integers(like.shape.slice(2).map((_, axis) => axis + 1));
  return write.op("Unsqueeze", [perChannel, axes], [...perChannel.shape, ...like.shape.slice(2).map(() => 1)]);
}
