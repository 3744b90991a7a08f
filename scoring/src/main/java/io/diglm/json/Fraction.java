package io.diglm.json;

import java.io.Serial;

/**
 * A number with a point or an exponent, whose text is parsed when it is asked for. Most numbers of
 * a model file are those of its training's history, which a JVM that only scores never asks for.
 */
final class Fraction extends Number {
  @Serial private static final long serialVersionUID = 1;

  private final String text;

  /**
   * Takes a number.
   *
   * @param text as JSON has it
   */
  Fraction(String text) {
    this.text = text;
  }

  @Override
  public double doubleValue() {
    return Double.parseDouble(text);
  }

  @Override
  public float floatValue() {
    return (float) doubleValue();
  }

  @Override
  public long longValue() {
    return (long) doubleValue();
  }

  @Override
  public int intValue() {
    return (int) doubleValue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Number number
        && Double.compare(doubleValue(), number.doubleValue()) == 0;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(doubleValue());
  }

  /** Returns the shortest text of the number, whatever its text was. */
  @Override
  public String toString() {
    return Double.toString(doubleValue());
  }
}
