package io.diglm.schema;

/**
 * How training moves a row before it is encoded, anew in each epoch; predictions do not.
 *
 * @param shift pixels by which an image is moved at most
 * @param warp how far an image is rotated, scaled and sheared: by 15 degrees, 15 % and .2 at most
 *     where it is 1
 * @param blur deviation of normal noise on v, whatever the column: the density learned is the
 *     smoother
 */
public record Moves(int shift, double warp, double blur) {
  static final Moves NONE = new Moves(0, 0, 0);
}
