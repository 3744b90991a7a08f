package io.diglm.network;

/**
 * The columns of a coupling: the first ones and the rest.
 *
 * @param dimension D
 * @param first number of columns in the first part
 * @param flipped whether the rest condition the first columns, instead of the reverse
 */
record Sides(int dimension, int first, boolean flipped) {
  int conditioning() {
    return flipped ? dimension - first : first;
  }

  int transformed() {
    return dimension - conditioning();
  }

  int firstConditioning() {
    return flipped ? first : 0;
  }

  int firstTransformed() {
    return flipped ? 0 : first;
  }
}
