package io.diglm.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * An ONNX graph that is being made: nodes in the order of their making, constants, inputs and
 * outputs. What no output needs is left out when it is written.
 */
final class Graph {
  /** A node and the tensors that it reads, those that its own graphs read among them. */
  private record Node(List<String> reads, List<String> gives, Message message) {}

  private final String prefix;
  private final Map<String, Message> constants = new LinkedHashMap<>();
  private final Map<String, Value> known = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Message> inputs = new LinkedHashMap<>();
  private final Map<String, Message> outputs = new LinkedHashMap<>();
  private int made;

  /** Makes an empty graph, whose names start with {@code prefix}. */
  Graph(String prefix) {
    this.prefix = prefix;
  }

  /** A column (N, 1) of rows, or with another width (N, width). */
  Value input(String name, Element element) {
    inputs.put(name, column(name, element, 1));
    return new Value(name);
  }

  /** Pictures (N, C, H, W). */
  Value input(String name, Element element, long channels, long height, long width) {
    Message shape = new Message().message(1, new Message().text(2, "N"));
    for (long size : new long[] {channels, height, width}) {
      shape.message(1, new Message().number(1, size));
    }
    inputs.put(name, info(name, new Message().number(1, element.code()).message(2, shape)));
    return new Value(name);
  }

  /** An input of a loop's body, of whatever shape. */
  Value carried(Element element) {
    Value value = fresh();
    inputs.put(value.name(), info(value.name(), new Message().number(1, element.code())));
    return value;
  }

  /** An input of a loop's body that is one number. */
  Value scalar(Element element) {
    Value value = fresh();
    Message type = new Message().number(1, element.code()).message(2, new Message());
    inputs.put(value.name(), info(value.name(), type));
    return value;
  }

  /** Names a tensor (N, width) as an answer of the graph. */
  void output(String name, Value value, Element element, long width) {
    node("Identity", List.of(value), List.of(new Value(name)), List.of());
    outputs.put(name, column(name, element, width));
  }

  /** Names a tensor as an answer of a loop's body. */
  void carry(Value value, Element element) {
    Value out = op("Identity", value);
    outputs.put(out.name(), info(out.name(), new Message().number(1, element.code())));
  }

  /** Returns the names of the inputs. */
  Set<String> inputs() {
    return inputs.keySet();
  }

  /** A node of one output. */
  Value op(String type, Value... of) {
    return op(type, List.of(), of);
  }

  /** A node of one output. */
  Value op(String type, List<Attribute> attributes, Value... of) {
    Value out = fresh();
    node(type, Arrays.asList(of), List.of(out), attributes);
    return out;
  }

  /** A node of several outputs. */
  List<Value> ops(String type, int count, List<Attribute> attributes, Value... of) {
    List<Value> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(fresh());
    }
    node(type, Arrays.asList(of), out, attributes);
    return out;
  }

  /**
   * Repeats a body until it ends the loop, but at most a given number of times.
   *
   * @param body its inputs are a counter, whether to go on, and the carried values; its outputs are
   *     whether to go on, and the carried values
   * @param start the initial carried values
   * @return the final carried values
   */
  List<Value> loop(Graph body, int most, Value... start) {
    List<Value> in = new ArrayList<>(List.of(longs(new long[0], most), truth()));
    in.addAll(Arrays.asList(start));
    List<Value> out = new ArrayList<>();
    for (Value ignored : start) {
      out.add(fresh());
    }
    node("Loop", in, out, List.of(Attribute.ofGraph("body", body.message())));
    Node loop = nodes.remove(nodes.size() - 1);
    List<String> reads = new ArrayList<>(loop.reads());
    body.nodes.forEach(node -> reads.addAll(node.reads()));
    nodes.add(new Node(reads, loop.gives(), loop.message()));
    return out;
  }

  private void node(String type, List<Value> in, List<Value> out, List<Attribute> attributes) {
    Message message = new Message();
    in.forEach(value -> message.text(1, value.name()));
    out.forEach(value -> message.text(2, value.name()));
    message.text(3, type + "_" + out.get(0).name()).text(4, type);
    attributes.forEach(attribute -> message.message(5, attribute.message()));
    if (type.equals("LabelEncoder")) {
      message.text(7, "ai.onnx.ml");
    }
    nodes.add(
        new Node(
            in.stream().map(Value::name).toList(),
            out.stream().map(Value::name).toList(),
            message));
  }

  private Value fresh() {
    return new Value(prefix + made++);
  }

  Value doubles(long[] shape, double... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asDoubleBuffer().put(values);
    return constant(Element.DOUBLE, shape, raw.array());
  }

  Value floats(long[] shape, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return constant(Element.FLOAT, shape, raw.array());
  }

  Value longs(long[] shape, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return constant(Element.INT64, shape, raw.array());
  }

  /** A list of whole numbers, such as a shape or axes. */
  Value list(long... values) {
    return longs(new long[] {values.length}, values);
  }

  Value truth() {
    return constant(Element.BOOL, new long[0], new byte[] {1});
  }

  /** Truths of one row, (1, n). */
  Value truths(boolean... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return constant(Element.BOOL, new long[] {1, bytes.length}, bytes);
  }

  /** A list of texts. */
  Value texts(List<String> values) {
    return remembered(
        "texts " + values,
        () -> {
          Message tensor = tensor(Element.STRING, values.size());
          values.forEach(value -> tensor.bytes(6, value.getBytes(StandardCharsets.UTF_8)));
          return tensor;
        });
  }

  private Value constant(Element element, long[] shape, byte[] bytes) {
    String key = element + Arrays.toString(shape);
    // Only small ones are wanted again.
    String content = bytes.length <= 64 ? Arrays.toString(bytes) : "of " + made++;
    return remembered(key + content, () -> tensor(element, shape).bytes(9, bytes));
  }

  private Value remembered(String key, Supplier<Message> tensor) {
    return known.computeIfAbsent(
        key,
        any -> {
          Value value = fresh();
          constants.put(value.name(), tensor.get().text(8, value.name()));
          return value;
        });
  }

  private static Message tensor(Element element, long... shape) {
    Message tensor = new Message();
    for (long size : shape) {
      tensor.number(1, size);
    }
    return tensor.number(2, element.code());
  }

  /** (N, width). */
  private static Message column(String name, Element element, long width) {
    Message rows = new Message().text(2, "N");
    Message columns = new Message().number(1, width);
    Message shape = new Message().message(1, rows).message(1, columns);
    return info(name, new Message().number(1, element.code()).message(2, shape));
  }

  private static Message info(String name, Message tensor) {
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** Returns the graph as ONNX's {@code GraphProto}, without what no output needs. */
  Message message() {
    Set<String> needed = needed();
    Message graph = new Message();
    nodes.stream()
        .filter(node -> node.gives().stream().anyMatch(needed::contains))
        .forEach(node -> graph.message(1, node.message()));
    graph.text(2, "diglm");
    constants.forEach(
        (name, tensor) -> {
          if (needed.contains(name)) {
            graph.message(5, tensor);
          }
        });
    inputs.values().forEach(input -> graph.message(11, input));
    outputs.values().forEach(output -> graph.message(12, output));
    return graph;
  }

  private Set<String> needed() {
    Map<String, Node> maker = new HashMap<>();
    nodes.forEach(node -> node.gives().forEach(name -> maker.put(name, node)));
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(outputs.keySet());
    while (!open.isEmpty()) {
      String name = open.pop();
      if (needed.add(name) && maker.containsKey(name)) {
        open.addAll(maker.get(name).reads());
      }
    }
    return needed;
  }
}
