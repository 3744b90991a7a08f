package io.diglm.onnx;

import io.diglm.density.CellDensity;
import io.diglm.distribution.Bounds;
import io.diglm.distribution.Distribution;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.Thresholds;
import io.diglm.predict.Predictor;
import io.diglm.schema.Feature;
import io.diglm.schema.Schema;
import io.diglm.selective.NoveltyScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A model as one graph, from columns or images to answers. */
final class ModelGraph {
  private final Graph graph = new Graph("v");
  private final Ops ops;
  private final ModelFile file;
  private final Manifest manifest;
  private final Schema schema;
  private final HeadConfig head;
  private final Ends ends;
  private final double[] probabilities;
  private final double most;
  private final List<String> notes = new ArrayList<>();
  private final Optional<NoveltyScore> score;

  /** Makes a graph; {@code exact} as of {@link Ops}. */
  ModelGraph(Predictor predictor, Ends ends, boolean exact) {
    ops = new Ops(graph, exact);
    file = predictor.file();
    manifest = file.manifest();
    schema = manifest.schema();
    head = manifest.head();
    this.ends = ends;
    requireExpressible();
    boolean number = schema.target().isPresent() && schema.classes().isEmpty();
    probabilities = number ? ends.own(predictor) : new double[0];
    most =
        ends.calibrated() && !number && schema.target().isPresent()
            ? predictor.conformity().threshold(ends.share())
            : Double.NaN;
    score = Novelty.scoreOf(file);
    build();
  }

  /** Refuses what a graph would answer otherwise than the model, without saying so. */
  private void requireExpressible() {
    Thresholds thresholds = manifest.thresholds();
    if (thresholds.risk().isPresent() && schema.classes().isEmpty()) {
      throw new IllegalArgumentException(
          "risk rule must be one of classes to be written as ONNX, got one of a number (remove it"
              + " by diglm threshold MODEL --no-risk)");
    }
    Optional<String> by =
        thresholds
            .intervals()
            .filter(how -> ends.calibrated() && !how.groups().isEmpty())
            .map(how -> how.column());
    if (by.isPresent()) {
      throw new IllegalArgumentException(
          "coverage must be calibrated by all rows to be written as ONNX, got groups of '%s' (use"
                  .formatted(by.get())
              + " --interval, or diglm recalibrate)");
    }
  }

  /** Returns the graph, finished. */
  Graph graph() {
    return graph;
  }

  /** Returns what the graph gives otherwise than the model, one line each. */
  List<String> notes() {
    return notes;
  }

  /** Returns the score of novelty that the graph gives. */
  Optional<NoveltyScore> score() {
    return score;
  }

  private void build() {
    Inputs inputs = new Inputs(ops, schema);
    Optional<ImageInput> images = schema.pixels().map(pixels -> new ImageInput(ops, pixels));
    Optional<Encoding> cells =
        images.isPresent() ? Optional.empty() : Optional.of(new Encoding(ops, inputs));
    Value encoded = images.map(ImageInput::encoded).orElseGet(() -> cells.orElseThrow().encoded());
    Value logDet = images.map(ImageInput::logDet).orElseGet(() -> cells.orElseThrow().logDet());
    boolean ofCells = manifest.density().isPresent();
    Value seen = ofCells ? cells.orElseThrow().bounded(encoded) : encoded;
    List<Member> members = Member.all(ops, file, seen, inputs.offset());
    Value z = members.get(0).latent();
    Answer answer = new Answer.None();
    Value unreadable = inputs.unreadable();
    if (head.predictors() > 0) {
      List<Value> etas = members.stream().map(Member::eta).toList();
      for (Value eta : etas) {
        Value far = ops.graph().op("IsInf", eta);
        unreadable = ops.or(unreadable, ops.anyOf(ops.or(far, ops.isNan(eta))));
      }
      answer = answer(members, etas);
    }
    Optional<Cells> chain = ofCells ? Optional.of(chain(inputs)) : Optional.empty();
    Value density = chain.map(Cells::logDensity).orElseGet(() -> flowDensity(members, logDet));
    Value bounded =
        ops.where(
            ops.less(density, Bounds.LEAST_LOG_DENSITY),
            ops.real(Bounds.LEAST_LOG_DENSITY),
            density);
    Value none = ops.or(unreadable, inputs.lacking());
    Value logDensity = ops.where(none, ops.real(Double.NaN), bounded);
    Optional<Value> byColumn =
        chain
            .filter(c -> score.filter(NoveltyScore.CELLS::equals).isPresent())
            .map(c -> c.byColumn(columnOf()));
    Optional<Value> novelty =
        novelty(new Evidence(logDensity, encoded, z, members.get(0).steps(), byColumn, answer));
    Optional<Value> pValue =
        novelty.map(n -> new Novelty(ops, file).pValue(score.orElseThrow(), n));
    Judged judged =
        Judged.of(
            ops,
            manifest.thresholds(),
            inputs,
            new Judged.Grounds(unreadable, logDensity, pValue, sure(answer)));
    answers(answer, judged);
    number("log_density", logDensity);
    novelty.ifPresent(n -> number("novelty", n));
    pValue.ifPresent(p -> number("novelty_p_value", readable(judged, p)));
    graph.output("rejected", judged.refused(), Element.BOOL, 1);
    Value verdicts = graph.texts(Judged.VERDICTS);
    graph.output("verdict", ops.look(verdicts, judged.code()), Element.STRING, 1);
  }

  /** The probability that the answer is right; empty if no rule needs it. */
  private Optional<Value> sure(Answer answer) {
    return manifest.thresholds().risk().isPresent() && answer instanceof Answer.Classes classes
        ? Optional.of(ops.exp(ops.greatest(classes.logs(), 1)))
        : Optional.empty();
  }

  private void number(String name, Value value) {
    graph.output(name, value, Element.DOUBLE, 1);
  }

  private Value readable(Judged judged, Value number) {
    return ops.where(judged.unreadable(), ops.real(Double.NaN), number);
  }

  /** log of the mean density of rows by the flows, in the units of the columns. */
  private Value flowDensity(List<Member> members, Value logDet) {
    List<Value> each = members.stream().map(Member::logDensity).toList();
    Value mean = each.get(0);
    if (each.size() > 1) {
      Value all = ops.beside(each);
      Value top = ops.max(ops.greatest(all, 1), Bounds.LEAST_LOG_DENSITY);
      Value sum = ops.sum(ops.exp(ops.sub(all, top)), 1);
      mean = ops.add(ops.add(top, ops.log(sum)), -Math.log(each.size()));
    }
    return ops.add(mean, logDet);
  }

  /** The column of each axis (D). */
  private int[] columnOf() {
    List<Feature> features = schema.features();
    return IntStream.range(0, features.size())
        .flatMap(c -> IntStream.generate(() -> c).limit(features.get(c).axes().size()))
        .toArray();
  }

  private Cells chain(Inputs inputs) {
    CellDensity density =
        CellDensity.of(schema, manifest.density().orElseThrow().shape(), file.weights());
    return new Cells(ops, inputs, density, file.weights());
  }

  private Answer answer(List<Member> members, List<Value> etas) {
    List<Value> draws = new ArrayList<>();
    List<Value> variances = new ArrayList<>();
    for (int k = 0; k < members.size(); k++) {
      Member member = members.get(k);
      draws.add(member.draws(etas.get(k)));
      member.posterior().ifPresent(posterior -> variances.add(posterior.variance()));
    }
    List<double[]> fixed = members.stream().map(Member::fixed).toList();
    if (members.size() == 1 && variances.isEmpty()) {
      return new Head(ops, head, fixed, probabilities).of(draws.get(0));
    }
    AveragedHead average = new AveragedHead(ops, head, fixed, probabilities);
    return members.size() > 1
        ? average.of(draws, variances)
        : average.of(draws.get(0), variances.get(0));
  }

  private Optional<Value> novelty(Evidence rows) {
    if (score.isEmpty()) {
      notes.add("novelty and novelty_p_value are left out: the model has no calibration");
      return Optional.empty();
    }
    NoveltyScore own = manifest.thresholds().novelty();
    if (score.get() != own && schema.image().isPresent()) {
      notes.add(
          "novelty is by %s, since a graph does not have the score %s of images"
              .formatted(lower(score.get()), lower(own)));
    } else if (score.get() != own) {
      notes.add(
          "novelty is by %s, since %s compares rows with more than the %d training rows that a graph searches"
              .formatted(lower(score.get()), lower(own), Novelty.MOST_KEPT));
    }
    Value raw = new Novelty(ops, file).score(score.get(), rows);
    return Optional.of(ops.where(ops.isNan(rows.logDensity()), ops.real(Double.NaN), raw));
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT);
  }

  private void answers(Answer answer, Judged judged) {
    if (answer instanceof Answer.Numeric number) {
      numbers(number, judged);
    } else if (answer instanceof Answer.Classes classes) {
      classes(classes, judged);
    }
    boolean classes = answer instanceof Answer.Classes;
    String measure = classes ? "entropy" : "sd";
    Optional<Value> known =
        answer instanceof Answer.Numeric number
            ? number.exist().map(Answer.Exist::sd)
            : Optional.empty();
    answer
        .uncertainty()
        .ifPresent(
            parts -> {
              number(measure + "_noise", readable(judged, where(known, parts.noise())));
              number(measure + "_model", readable(judged, where(known, parts.model())));
            });
  }

  private void numbers(Answer.Numeric answer, Judged judged) {
    Distribution marginal = manifest.marginal();
    Optional<Value> hasMean = answer.exist().map(Answer.Exist::mean);
    Optional<Value> hasSd = answer.exist().map(Answer.Exist::sd);
    double knownMean = marginal.moments() < 1 ? Double.NaN : marginal.mean();
    double knownSd = marginal.moments() < 2 ? Double.NaN : marginal.sd();
    number("mean", given(judged, where(hasMean, answer.mean()), knownMean));
    number("sd", given(judged, where(hasSd, answer.sd()), knownSd));
    if (answer.quantiles().isEmpty()) {
      notes.add(
          "lower and upper are left out: quantiles of %s cannot be written as a graph"
              .formatted(lower(head.family())));
      return;
    }
    double[] known = ends.marginal();
    List<String> names = List.of("lower", "upper");
    for (int i = 0; i < known.length; i++) {
      double other = marginal.quantile(known[i]);
      number(names.get(i), given(judged, answer.quantiles().get(i), other));
    }
  }

  /** A moment where it exists; nothing said means everywhere. */
  private Value where(Optional<Value> exists, Value moment) {
    return exists.map(there -> ops.where(there, moment, ops.real(Double.NaN))).orElse(moment);
  }

  /** The own answer, p(y)'s where the row is refused, none where it cannot be read. */
  private Value given(Judged judged, Value own, double marginal) {
    return readable(judged, ops.where(judged.refused(), ops.real(marginal), own));
  }

  private void classes(Answer.Classes answer, Judged judged) {
    List<String> labels = schema.classes();
    ClassMarginal marginal = new ClassMarginal(manifest.marginal());
    Value own = ops.exp(answer.logs());
    Value given = ops.where(judged.refused(), ops.row(marginal.probabilities()), own);
    Value mode = ops.graph().op("ArgMax", List.of(Attribute.of("axis", 1)), answer.logs());
    Value best = ops.where(judged.refused(), ops.whole(marginal.mode()), mode);
    List<String> texts = new ArrayList<>(labels);
    texts.add("");
    Value label = ops.where(judged.unreadable(), ops.whole(labels.size()), best);
    graph.output("class", ops.look(graph.texts(texts), label), Element.STRING, 1);
    graph.output("probabilities", readable(judged, given), Element.DOUBLE, labels.size());
    if (ends.calibrated()) {
      Value held = ops.not(ops.greater(ops.sub(ops.real(1), own), most));
      Value usual = graph.truths(marginal.probable(ends.share()));
      // No operator chooses between truths.
      Value set =
          ops.or(ops.and(judged.refused(), usual), ops.and(ops.not(judged.refused()), held));
      Value all = ops.and(set, ops.not(judged.unreadable()));
      graph.output("label_set", all, Element.BOOL, labels.size());
    }
  }
}
