package io.diglm.server.tensors;

import com.google.gson.stream.JsonReader;
import io.diglm.schema.Cells;
import java.io.IOException;
import java.util.Arrays;

/** The elements of a tensor in JSON, nested or flat, before their type is known. */
final class Elements {
  /** As deep as any shape is. */
  private static final int DEEPEST = 8;

  private final int most;
  private Object[] values = new Object[16];
  private int size;

  private static final Object MISSING = new Object();

  /** Takes at most this many elements. */
  Elements(int most) {
    this.most = most;
  }

  int size() {
    return size;
  }

  void read(JsonReader in) throws IOException {
    int depth = 0;
    do {
      switch (in.peek()) {
        case BEGIN_ARRAY -> {
          in.beginArray();
          depth++;
          if (depth > DEEPEST) {
            throw new IllegalArgumentException(
                "data must be nested at most %d deep, got more".formatted(DEEPEST));
          }
        }
        case END_ARRAY -> {
          in.endArray();
          depth--;
        }
        case NUMBER -> add(in.nextDouble());
        case STRING -> add(in.nextString());
        case BOOLEAN -> add(in.nextBoolean());
        case NULL -> {
          in.nextNull();
          add(MISSING);
        }
        case BEGIN_OBJECT, END_OBJECT, NAME, END_DOCUMENT ->
            throw new IllegalArgumentException(
                "data must hold numbers, texts, true, false and null, got an object");
      }
    } while (depth > 0);
  }

  private void add(Object value) {
    if (size == most) {
      throw new IllegalArgumentException(
          "data must be at most %,d elements, got more".formatted(most));
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  /** Returns the elements as those of a tensor, with base 64 decoded. */
  Cells cells(String name, Datatype type, boolean base64) {
    if (type == Datatype.BYTES) {
      String[] texts = new String[size];
      for (int i = 0; i < size; i++) {
        texts[i] = text(name, i, base64);
      }
      return Cells.Texts.of(Arrays.asList(texts));
    }
    double[] numbers = new double[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = number(name, type, i);
    }
    return new Cells.Numbers(numbers);
  }

  private String text(String name, int i, boolean base64) {
    if (values[i] == MISSING) {
      return "";
    }
    if (values[i] instanceof String text) {
      return base64 ? Texts.decoded(name, i, text) : text;
    }
    throw wrong(name, i, "be a text");
  }

  private double number(String name, Datatype type, int i) {
    Object value = values[i];
    if (value == MISSING) {
      return Double.NaN;
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof Double number) {
      return fitting(name, type, i, number);
    }
    return switch (value.toString()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw wrong(name, i, "be a number, null or \"NaN\"");
    };
  }

  private double fitting(String name, Datatype type, int i, double number) {
    return switch (type) {
      case BOOL -> require(number == 0 || number == 1, name, i, "be true or false", number);
      case UINT8, UINT16, UINT32, UINT64 ->
          require(
              number == Math.rint(number)
                  && number >= 0
                  && number <= Math.scalb(1.0, 8 * type.width()),
              name,
              i,
              "fit " + type,
              number);
      case INT8, INT16, INT32, INT64 ->
          require(
              number == Math.rint(number)
                  && Math.abs(number) <= Math.scalb(1.0, 8 * type.width() - 1),
              name,
              i,
              "fit " + type,
              number);
      case FP16, BF16, FP64, BYTES -> number;
      case FP32 -> (float) number;
    };
  }

  private double require(boolean fits, String name, int i, String rule, double number) {
    if (!fits) {
      throw wrong(name, i, rule);
    }
    return number;
  }

  private IllegalArgumentException wrong(String name, int i, String rule) {
    Object got = values[i] == MISSING ? "null" : values[i];
    String shown =
        got instanceof String text ? "\"" + Texts.shortened(text) + "\"" : got.toString();
    return new IllegalArgumentException(
        "element %d of input '%s' must %s, got %s".formatted(i, name, rule, shown));
  }
}
