package io.diglm.onnx;

import io.diglm.density.CellDensity;
import io.diglm.model.CellDensityConfig;
import io.diglm.model.TensorData;
import io.diglm.onnx.CellAxes.Codes;
import io.diglm.onnx.CellAxes.Levels;
import io.diglm.onnx.CellAxes.Numbers;
import io.diglm.onnx.Marginals.Marginal;
import io.diglm.onnx.Marginals.Places;
import io.diglm.schema.LevelAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * log p(x) of rows, cell by cell, in a graph: {@link CellDensity}. The network sees features and
 * gives outputs in another order than in the file, kind by kind, so that all axes of a kind are
 * computed at once ({@link CellNetwork}).
 */
final class Cells {
  private static final double DEVIATION = Math.PI / Math.sqrt(3);
  private static final double MOST_FEATURE = 4;

  private final Ops ops;
  private final Inputs inputs;
  private final CellDensityConfig config;
  private final CellAxes axes;
  private final Map<String, TensorData> weights;
  private final double[] logKnown;
  private final List<Value> features = new ArrayList<>();
  private final List<Integer> featureOrder = new ArrayList<>();

  private final List<CellPart> parts = new ArrayList<>();

  private final CellChoices choices;

  /** Makes the density; it computes in doubles, as Java does: a steep row needs their digits. */
  Cells(Ops any, Inputs inputs, CellDensity density, Map<String, TensorData> weights) {
    ops = any.exactly();
    this.inputs = inputs;
    this.weights = weights;
    config = density.config();
    logKnown = density.logKnown();
    axes = new CellAxes(inputs.axes(), config.components(), config.pieces(), weights);
    choices = new CellChoices(ops, axes, 3 * config.components() * axes.numbers().size());
  }

  /** Returns log p(x) in nats (N, 1). */
  Value logDensity() {
    if (!axes.levels().isEmpty()) {
      levels(axes.levels());
    }
    List<Numbers> plain =
        axes.numbers().stream().filter(axis -> axis.marginal().quantum() == 0).toList();
    List<Numbers> grid =
        axes.numbers().stream().filter(axis -> axis.marginal().quantum() > 0).toList();
    List<NumberPlaces> placed = new ArrayList<>();
    if (!plain.isEmpty()) {
      placed.add(place(plain, List.of()));
    }
    if (!grid.isEmpty() || !axes.codes().isEmpty()) {
      placed.add(place(grid, axes.codes()));
    }
    placed.removeIf(places -> places.count() == 0);
    pieces(placed);
    Value outputs =
        new CellNetwork(ops, axes, config.components(), weights).of(features, featureOrder);
    if (!placed.isEmpty()) {
      numbers(placed, outputs);
    }
    parts.addAll(choices.parts(outputs));
    return parts.stream().map(part -> ops.sum(part.values(), 1)).reduce(ops::add).orElseThrow();
  }

  /**
   * Returns log P of the cell of each column in nats (N, J), once {@link #logDensity} is there.
   *
   * @param columns the column of each axis (D)
   */
  Value byColumn(int[] columns) {
    List<CellPart> ofAxes = parts.stream().filter(part -> part.axes().length > 0).toList();
    int[] axisOf = ofAxes.stream().flatMapToInt(part -> Arrays.stream(part.axes())).toArray();
    int count = 1 + Arrays.stream(columns).max().orElseThrow();
    double[] sums = new double[axisOf.length * count];
    for (int t = 0; t < axisOf.length; t++) {
      sums[t * count + columns[axisOf[t]]] = 1;
    }
    return ops.matmul(
        ops.beside(ofAxes.stream().map(CellPart::values).toList()),
        ops.graph().doubles(new long[] {axisOf.length, count}, sums));
  }

  private void levels(List<Levels> levels) {
    long[] starts = new long[levels.size()];
    List<Long> columns = new ArrayList<>();
    List<Double> logWidths = new ArrayList<>();
    List<Integer> axisOf = new ArrayList<>();
    int first = 0;
    for (int a = 0; a < starts.length; a++) {
      Levels axis = levels.get(a);
      starts[a] = columns.size();
      int count = axis.levels() + (axis.unknown() < 0 ? 0 : 1);
      for (int cell = 0; cell < count; cell++) {
        boolean unknown = cell == axis.unknown();
        int level = axis.unknown() >= 0 && cell > axis.unknown() ? cell - 1 : cell;
        columns.add(unknown ? -1L : first + level);
        logWidths.add(unknown ? Math.log(axis.share()) : Math.log1p(-axis.share()));
      }
      columns.add(-1L); // of a missing cell, which has no part
      logWidths.add(0.0);
      for (int level = 0; level < axis.levels(); level++) {
        axisOf.add(a);
        featureOrder.add(axes.featuresAt(axis.d()) + level);
      }
      first += axis.levels();
    }
    Value codes = ops.beside(levels.stream().map(axis -> inputs.cell(axis.d())).toList());
    Value at = ops.add(codes, ops.row(starts));
    long[] column = columns.stream().mapToLong(Long::longValue).toArray();
    Value picked = ops.look(ops.graph().longs(new long[] {column.length}, column), at);
    double[] widths = logWidths.stream().mapToDouble(Double::doubleValue).toArray();
    Value shares = ops.look(ops.graph().doubles(new long[] {widths.length}, widths), at);
    parts.add(new CellPart(shares, levels.stream().mapToInt(Levels::d).toArray()));
    long[] all = new long[first];
    Arrays.setAll(all, i -> i);
    int[] owner = axisOf.stream().mapToInt(Integer::intValue).toArray();
    Value match = ops.equal(ops.pick(picked, owner), ops.row(all));
    add(ops.toFloat(match), ops.graph().op("GreaterOrEqual", picked, ops.whole(0)));
  }

  private void add(Value match, Value any) {
    features.add(match);
    choices.add(match, any);
  }

  /** Places of some number axes, whose cells are there where {@code present}. */
  private record NumberPlaces(int count, List<Numbers> axes, Places places, Value present) {}

  /** Places numbers, and codes on the same grids after them. */
  private NumberPlaces place(List<Numbers> numbers, List<Codes> codes) {
    List<Value> cells = new ArrayList<>();
    List<Marginal> all = new ArrayList<>();
    numbers.forEach(axis -> cells.add(number(axis.d())));
    numbers.forEach(axis -> all.add(axis.marginal()));
    codes.forEach(axis -> cells.add(number(axis.d())));
    codes.forEach(axis -> all.add(axis.marginal()));
    Marginals marginals = new Marginals(ops, all);
    Value read = ops.beside(cells);
    Value ticks = marginals.ticks(read);
    Places places = marginals.places(ticks);
    Value present = ops.not(ops.isNan(read));
    boolean grid = all.get(0).quantum() > 0;
    if (grid) {
      double[] units = all.stream().mapToDouble(m -> -Math.log(m.quantum())).toArray();
      parts.add(new CellPart(ops.where(present, ops.row(units), ops.real(0))));
    }
    int a = numbers.size();
    if (!codes.isEmpty()) {
      codes(codes, ticks, present, places, marginals.logMass(places), a);
    }
    return new NumberPlaces(a, numbers, first(places, a), first(present, a));
  }

  private Places first(Places places, int count) {
    return new Places(
        first(places.middle(), count),
        first(places.width(), count),
        first(places.logWidth(), count),
        first(places.share(), count));
  }

  private Value first(Value a, int count) {
    return ops.columns(a, 0, count);
  }

  /** The cells of an axis as doubles; NaN where they are missing. */
  private Value number(int d) {
    Value cell = inputs.cell(d);
    if (!(inputs.axes().get(d) instanceof LevelAxis axis)) {
      return cell;
    }
    Value missing = ops.equal(cell, ops.whole(Inputs.missing(axis)));
    return ops.where(missing, ops.real(Double.NaN), ops.toDouble(cell));
  }

  private void codes(
      List<Codes> codes, Value ticks, Value present, Places places, Value logMass, int from) {
    int to = from + codes.size();
    List<Integer> owner = new ArrayList<>();
    List<Double> tickOf = new ArrayList<>();
    double[] logs = new double[codes.size()];
    for (int a = 0; a < codes.size(); a++) {
      Codes axis = codes.get(a);
      logs[a] = logKnown[axis.d()];
      for (int level = 0; level < axis.codes().length; level++) {
        owner.add(a);
        tickOf.add(axis.marginal().ticks(axis.codes()[level]));
        featureOrder.add(axes.featuresAt(axis.d()) + level);
      }
    }
    Value own = ops.columns(ticks, from, to);
    int[] owners = owner.stream().mapToInt(Integer::intValue).toArray();
    double[] ticksOf = tickOf.stream().mapToDouble(Double::doubleValue).toArray();
    Value match = ops.equal(ops.pick(own, owners), ops.row(ticksOf));
    Value matched = ops.toFloat(match);
    float[] sums = new float[owners.length * codes.size()];
    for (int t = 0; t < owners.length; t++) {
      sums[t * codes.size() + owners[t]] = 1;
    }
    Value members = ops.singles(new long[] {owners.length, codes.size()}, sums);
    Value any = ops.greater(ops.matmul(matched, members), ops.single(0.5));
    add(matched, any);
    Value here = ops.columns(present, from, to);
    Value bare = ops.where(here, ops.columns(logMass, from, to), ops.real(0));
    int[] ofCodes = codes.stream().mapToInt(Codes::d).toArray();
    parts.add(new CellPart(ops.where(any, ops.row(logs), bare), ofCodes));
    features.add(lie(ops.columns(places.middle(), from, to), here));
    codes.forEach(axis -> featureOrder.add(axes.featuresAt(axis.d()) + axis.codes().length));
  }

  /** The position of a number as the network receives it; 0 if it is missing. */
  private Value lie(Value middle, Value present) {
    Value v = ops.div(middle, ops.real(DEVIATION));
    Value bounded = ops.clip(v, -MOST_FEATURE, MOST_FEATURE);
    return ops.toFloat(ops.where(present, bounded, ops.real(0)));
  }

  /** In which pieces of (0, 1) numbers lie, and how far in. */
  private void pieces(List<NumberPlaces> placed) {
    for (NumberPlaces part : placed) {
      features.add(lie(part.places().middle(), part.present()));
      part.axes().forEach(axis -> featureOrder.add(axes.featuresAt(axis.d())));
      int[] owner = new int[part.count() * config.pieces()];
      double[] piece = new double[owner.length];
      for (int i = 0; i < owner.length; i++) {
        owner[i] = i / config.pieces();
        piece[i] = i % config.pieces();
        featureOrder.add(axes.featuresAt(part.axes().get(owner[i]).d()) + 1 + (int) piece[i]);
      }
      Value at =
          ops.mul(ops.where(part.present(), part.places().share(), ops.real(0)), config.pieces());
      Value far = ops.sub(ops.pick(at, owner), ops.row(piece));
      features.add(ops.toFloat(ops.clip(far, 0, 1)));
    }
  }

  private void numbers(List<NumberPlaces> placed, Value outputs) {
    Value present = ops.beside(placed.stream().map(NumberPlaces::present).toList());
    Value middle = joined(placed, Places::middle);
    Value width = joined(placed, Places::width);
    Value logWidth = joined(placed, Places::logWidth);
    Value log =
        new LogisticMixture(ops, config.components(), axes.numbers().size())
            .log(outputs, ops.toFloat(middle), ops.toFloat(width));
    int[] ofNumbers = axes.numbers().stream().mapToInt(Numbers::d).toArray();
    parts.add(new CellPart(ops.where(present, ops.add(log, logWidth), ops.real(0)), ofNumbers));
  }

  private interface Place {
    Value of(Places places);
  }

  private Value joined(List<NumberPlaces> placed, Place part) {
    return ops.beside(placed.stream().map(p -> part.of(p.places())).toList());
  }
}
