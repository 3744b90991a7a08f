package io.diglm.onnx;

import java.util.List;

/** A constant of a node, as ONNX's {@code AttributeProto}. */
record Attribute(Message message) {
  private static final int NAME = 1;
  private static final int INT = 3;
  private static final int GRAPH = 6;
  private static final int INTS = 8;
  private static final int STRINGS = 9;
  private static final int TYPE = 20;

  static Attribute of(String name, long value) {
    return new Attribute(new Message().text(NAME, name).number(INT, value).number(TYPE, 2));
  }

  static Attribute of(String name, long... values) {
    Message message = new Message().text(NAME, name);
    for (long value : values) {
      message.number(INTS, value);
    }
    return new Attribute(message.number(TYPE, 7));
  }

  static Attribute of(String name, List<String> values) {
    Message message = new Message().text(NAME, name);
    values.forEach(value -> message.text(STRINGS, value));
    return new Attribute(message.number(TYPE, 8));
  }

  static Attribute ofGraph(String name, Message graph) {
    return new Attribute(new Message().text(NAME, name).message(GRAPH, graph).number(TYPE, 5));
  }
}
