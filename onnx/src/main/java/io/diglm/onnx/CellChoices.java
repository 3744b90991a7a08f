package io.diglm.onnx;

import io.diglm.onnx.CellAxes.Codes;
import io.diglm.onnx.CellAxes.Levels;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which levels and codes the cells of rows are, and their log-probabilities in a graph. */
final class CellChoices {
  private final Ops ops;
  private final CellAxes axes;
  private final int from;
  private final List<Value> chosen = new ArrayList<>();
  private final List<Value> known = new ArrayList<>();

  /**
   * @param from the first of their logits among the network's outputs
   */
  CellChoices(Ops ops, CellAxes axes, int from) {
    this.ops = ops;
    this.axes = axes;
    this.from = from;
  }

  /**
   * Adds axes, in the order of the outputs.
   *
   * @param match which level or code each cell is (N, T), floats
   * @param any whether it is one of them (N, axes)
   */
  void add(Value match, Value any) {
    chosen.add(match);
    known.add(ops.toDouble(any));
  }

  /** Returns log softmax of the levels and codes that were chosen. */
  List<CellPart> parts(Value outputs) {
    if (chosen.isEmpty()) {
      return List.of();
    }
    List<Integer> counts =
        Stream.concat(
                axes.levels().stream().map(Levels::levels),
                axes.codes().stream().map(axis -> axis.codes().length))
            .toList();
    int to = from + counts.stream().mapToInt(Integer::intValue).sum();
    Value logits = ops.columns(outputs, from, to);
    int[] chosenOf =
        Stream.concat(axes.levels().stream().map(Levels::d), axes.codes().stream().map(Codes::d))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] logitOf =
        IntStream.range(0, counts.size())
            .flatMap(a -> IntStream.generate(() -> chosenOf[a]).limit(counts.get(a)))
            .toArray();
    Value all = ops.mul(logTotals(logits, counts), ops.beside(known));
    return List.of(
        new CellPart(ops.mul(logits, ops.beside(chosen)), logitOf),
        new CellPart(ops.neg(all), chosenOf));
  }

  /** The log of the sum of e^logit over the levels of each axis. */
  private Value logTotals(Value logits, List<Integer> counts) {
    List<Value> totals = new ArrayList<>();
    int at = 0;
    for (int a = 0; a < counts.size(); ) {
      int count = counts.get(a);
      int n = 0;
      while (a + n < counts.size() && counts.get(a + n) == count) {
        n++;
      }
      Value group = ops.reshape(ops.columns(logits, at, at + n * count), -1, n, count);
      Value top = ops.greatest(group, 2);
      Value sum = ops.sum(ops.exp(ops.sub(group, top)), 2);
      totals.add(ops.reshape(ops.add(ops.log(sum), top), -1, n));
      at += n * count;
      a += n;
    }
    return ops.beside(totals);
  }
}
