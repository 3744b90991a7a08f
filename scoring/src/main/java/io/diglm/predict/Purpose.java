package io.diglm.predict;

import io.diglm.distribution.Averaged;
import io.diglm.distribution.ClassDistribution;
import io.diglm.distribution.Distribution;
import io.diglm.distribution.Tweedie;
import io.diglm.schema.Target;
import java.util.List;

/** What an answer is needed for. It adds one column to predictions, computed from p(y|x). */
public sealed interface Purpose
    permits Purpose.Above, Purpose.Shortfall, Purpose.Quantile, Purpose.Mean, Purpose.Costs {
  /** {@return the name of the column, such as {@code p_above_15.0}} */
  String column();

  /**
   * Requires a target of the kind that this purpose needs.
   *
   * @param target of the model
   * @throws IllegalArgumentException if it is of another kind
   */
  default void requireFits(Target target) {
    target.requireNumber(column().equals(ANSWER) ? "loss" : column());
  }

  /**
   * {@return the column of predictions}
   *
   * @param columns the predictions, and how columns of them are made
   */
  Column of(Columns columns);

  /** The answer with the least expected squared error, which is the mean. */
  record Mean() implements Purpose {
    @Override
    public String column() {
      return ANSWER;
    }

    @Override
    public Column of(Columns columns) {
      return columns.numbers(column(), answer -> answer.answer().mean());
    }
  }

  /**
   * The answer with the least expected pinball loss, which is the quantile. For probability 1/2 it
   * has the least expected absolute error.
   *
   * @param probability in (0, 1)
   */
  record Quantile(double probability) implements Purpose {
    public Quantile {
      PredictionColumns.requireInside("pinball loss", probability);
    }

    @Override
    public String column() {
      return ANSWER;
    }

    @Override
    public Column of(Columns columns) {
      return columns.numbers(column(), answer -> answer.answer().quantile(probability));
    }
  }

  /**
   * P(Y &gt; threshold | x).
   *
   * @param threshold in units of the target
   */
  record Above(double threshold) implements Purpose {
    public Above {
      if (!Double.isFinite(threshold)) {
        throw new IllegalArgumentException("above must be a finite number, got " + threshold);
      }
    }

    @Override
    public String column() {
      return "p_above_" + threshold;
    }

    @Override
    public Column of(Columns columns) {
      return columns.numbers(column(), answer -> Math.max(0, 1 - answer.answer().cdf(threshold)));
    }
  }

  /**
   * The mean of the largest values, which have the share 1 - probability: q + E[(Y - q)+] / (1 -
   * probability), q the quantile (Rockafellar and Uryasev 2002, theorem 10).
   *
   * @param probability in (0, 1)
   */
  record Shortfall(double probability) implements Purpose {
    private static final int POINTS = 64;
    private static final double LEAST_MASS = 1e-12;
    private static final int MOST_STEPS = 1_000_000;

    public Shortfall {
      PredictionColumns.requireInside("shortfall", probability);
    }

    @Override
    public String column() {
      return "shortfall_" + probability;
    }

    @Override
    public Column of(Columns columns) {
      return columns.numbers(column(), answer -> of(answer.answer()));
    }

    double of(Distribution y) {
      double q = y.quantile(probability);
      List<Tweedie> costs = costs(y);
      if (!costs.isEmpty()) {
        double rest = costs.stream().mapToDouble(part -> part.mean() - part.meanUpTo(q)).sum();
        return rest / costs.size() / (1 - probability);
      }
      boolean discrete = y.cdfBelow(q) < y.cdf(q);
      double excess = discrete ? summed(y, q) : integrated(y, q);
      return q + excess / (1 - probability);
    }

    /** The distributions of which y is an average, if they have a step at 0 and are exact there. */
    private static List<Tweedie> costs(Distribution y) {
      List<Distribution> parts = y instanceof Averaged averaged ? averaged.parts() : List.of(y);
      return parts.stream().filter(Tweedie.class::isInstance).map(Tweedie.class::cast).toList();
    }

    /** The sum of P(Y &gt; k) over the whole numbers k from q on. */
    private static double summed(Distribution y, double q) {
      double sum = 0;
      double above = 1 - y.cdf(q);
      for (int k = 1; above > LEAST_MASS && k < MOST_STEPS; k++) {
        sum += above;
        above = 1 - y.cdf(q + k);
      }
      return sum;
    }

    /**
     * The integral over p of quantile(p) - q by midpoints of w, where p = 1 - (1 - probability)
     * w^4. This substitution covers the end of a heavy tail.
     */
    private double integrated(Distribution y, double q) {
      double sum = 0;
      for (int i = 0; i < POINTS; i++) {
        double w = (i + 0.5) / POINTS;
        double p = 1 - (1 - probability) * w * w * w * w;
        sum += 4 * w * w * w * (y.quantile(p) - q);
      }
      return (1 - probability) * sum / POINTS;
    }
  }

  /**
   * The answer with the least expected cost.
   *
   * @param classes the true classes, which are the rows of the table, as the target names them
   * @param answers the possible answers: classes, or others, such as to ask a person
   * @param costs the cost of each answer for each true class (classes, answers)
   */
  record Costs(List<String> classes, List<String> answers, double[][] costs) implements Purpose {
    public Costs {
      classes = List.copyOf(classes);
      answers = List.copyOf(answers);
      if (answers.isEmpty()) {
        throw new IllegalArgumentException("costs must have a column for an answer, got none");
      }
      for (double[] row : costs) {
        for (double cost : row) {
          if (!Double.isFinite(cost)) {
            throw new IllegalArgumentException("costs must be finite numbers, got " + cost);
          }
        }
      }
    }

    @Override
    public String column() {
      return ANSWER;
    }

    @Override
    public void requireFits(Target target) {
      if (!target.categorical()) {
        throw new IllegalArgumentException(
            "costs must be of classes, got target '%s', a number".formatted(target.name()));
      }
      if (classes.size() != target.classes().size() || !classes.containsAll(target.classes())) {
        throw new IllegalArgumentException(
            "costs must have one row for each class, %s, got rows of %s"
                .formatted(String.join(", ", target.classes()), String.join(", ", classes)));
      }
    }

    @Override
    public Column of(Columns columns) {
      return columns.texts(column(), answer -> least((ClassDistribution) answer.answer()));
    }

    /** Reorders the costs to the order of the target's classes. */
    Costs ordered(Target target) {
      double[][] ordered =
          target.classes().stream().map(c -> costs[classes.indexOf(c)]).toArray(double[][]::new);
      return new Costs(target.classes(), answers, ordered);
    }

    private String least(ClassDistribution y) {
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int a = 0; a < answers.size(); a++) {
        double expected = 0;
        for (int k = 0; k < costs.length; k++) {
          expected += y.probability(k) * costs[k][a];
        }
        if (expected < least) {
          least = expected;
          best = a;
        }
      }
      return answers.get(best);
    }
  }

  /** The name of the column for the answer of a loss. */
  String ANSWER = "answer";
}
