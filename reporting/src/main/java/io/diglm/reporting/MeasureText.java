package io.diglm.reporting;

import io.diglm.model.Bayes;
import io.diglm.model.DataSummary;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Manifest;
import io.diglm.model.Thresholds;
import io.diglm.report.MeasureNumbers;
import io.diglm.selective.Measures;
import io.diglm.selective.RejectionRule;
import io.diglm.selective.RiskRule;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Describes measures and models in words, for reports and the command. */
public final class MeasureText {
  /** What is said of the training of a model that was computed. */
  public static final String CLOSED_FORM = "in closed form, without steps";

  /** With fewer rows, the standard error of a share is a tenth or more. */
  private static final int FEW = 30;

  private MeasureText() {}

  /**
   * {@return the measures in one line}
   *
   * @param measures of a model
   */
  public static String of(Measures measures) {
    if (measures instanceof Measures.OfNumbers m) {
      return format(
          "RMSE %s, MAE %s, CRPS %s, NLL %.4f nats",
          number(m.rmse()), number(m.mae()), number(m.crps()), m.nll());
    }
    if (measures instanceof Measures.OfTimes m) {
      return format(
          "%s%sNLL %.4f nats",
          m.concordance().map(c -> format("concordance %.4f, ", c)).orElse(""),
          m.brier().map(b -> format("integrated Brier score %.4f, ", b)).orElse(""),
          m.nll());
    }
    Measures.OfClasses m = measures.ofClasses().orElseThrow();
    String ranks =
        measures instanceof Measures.OfOrdered ordered ? ", RPS " + number(ordered.rps()) : "";
    return format(
        "error %s, ECE %.4f%s, NLL %.4f nats", percent(m.error()), m.ece(), ranks, m.nll());
  }

  /**
   * {@return the number of rows by use}
   *
   * @param rows by use
   * @param target of the model, if it has one
   */
  public static String of(DataSummary.RowCounts rows, Optional<String> target) {
    String counts =
        format(
            "%,d train, %,d validation, %,d test; %,d dropped",
            rows.train(), rows.valid(), rows.test(), rows.dropped());
    // That no row has a target is not worth a word.
    boolean some = rows.unlabelled() > 0 && rows.unlabelled() < rows.train();
    return target
        .filter(name -> some)
        .map(name -> counts + format(", %,d trained without %s", rows.unlabelled(), name))
        .orElse(counts);
  }

  /**
   * {@return a caution about figures from few test rows, if they are few}
   *
   * @param rows that were measured
   */
  public static Optional<String> few(long rows) {
    return rows == 0 || rows >= FEW
        ? Optional.empty()
        : Optional.of(
            format("%,d %s too few to judge a model by", rows, rows == 1 ? "row is" : "rows are"));
  }

  /**
   * {@return a head in words}
   *
   * @param head of the model
   */
  public static String of(HeadConfig head) {
    if (head.family() == FamilyName.NONE) {
      return "none: p(x) alone";
    }
    String count = head.count() > 1 ? " of " + head.count() : "";
    String dispersion =
        !head.definition().disperses()
            ? ""
            : head.dispersion() == Dispersion.MODELLED
                ? ", dispersion modelled"
                : ", dispersion constant";
    String bayes = head.bayes() == Bayes.NONE ? "" : ", posterior by " + lower(head.bayes());
    return format(
        "%s%s, link %s%s%s", lower(head.family()), count, lower(head.link()), dispersion, bayes);
  }

  /**
   * {@return the members of an ensemble in words; empty if the model has one network}
   *
   * @param manifest of the model
   */
  public static Optional<String> members(Manifest manifest) {
    if (manifest.networks() == 1) {
      return Optional.empty();
    }
    long linear =
        IntStream.rangeClosed(1, manifest.networks())
            .filter(member -> manifest.flow(member).layers() == 0)
            .count();
    return Optional.of(
        format(
            "%d networks, whose answers are averaged%s",
            manifest.networks(), linear == 0 ? "" : format("; %d of them linear", linear)));
  }

  /**
   * {@return a flow in words}
   *
   * @param flow of the model
   * @param dimension D, the width of an encoded row
   */
  public static String of(FlowConfig flow, int dimension) {
    return format(
        "%s of %d layers, networks %d x %d (%s, %s), %d dimensions%s",
        lower(flow.architecture()),
        flow.layers(),
        flow.depth(),
        flow.hidden(),
        lower(flow.network()),
        lower(flow.activation()),
        dimension,
        flow.hinges().map(count -> ", %d piecewise-linear features".formatted(count)).orElse(""));
  }

  /**
   * {@return the rejection rule in words}
   *
   * @param thresholds of the model
   */
  public static String of(Thresholds thresholds) {
    return thresholds
        .risk()
        .map(rule -> novelty(thresholds) + "; and " + of(rule))
        .orElseGet(() -> novelty(thresholds));
  }

  /**
   * {@return in words the groups of rows that calibrate intervals each by its own, if there are
   * any}
   *
   * @param thresholds of the model
   */
  public static Optional<String> groups(Thresholds thresholds) {
    return thresholds
        .intervals()
        .filter(how -> !how.groups().isEmpty())
        .map(
            how ->
                IntStream.range(0, how.groups().size())
                    .mapToObj(k -> format("%s (%,d)", how.groups().get(k), how.groupRows().get(k)))
                    .collect(
                        Collectors.joining(
                            ", ", "by " + how.column() + ": ", "; other rows by all rows")));
  }

  private static String of(RiskRule rule) {
    return format(
        "answers right with probability < %s, so that at most %s of the others are %s (confidence"
            + " %s, by %,d rows, %s of them answered)",
        number(rule.least()),
        percent(rule.risk()),
        Double.isNaN(rule.tolerance()) ? "wrong" : "off by more than " + number(rule.tolerance()),
        percent(rule.confidence()),
        rule.rows(),
        percent(rule.answered()));
  }

  private static String novelty(Thresholds thresholds) {
    if (thresholds.rejection() instanceof RejectionRule.FalseAlarms rule) {
      return format(
          "the most novel by %s: at most %s of ordinary rows (p-value by %,d rows)",
          lower(thresholds.novelty()), percent(rule.alpha()), thresholds.calibrated());
    }
    RejectionRule.MinimumDensity rule = (RejectionRule.MinimumDensity) thresholds.rejection();
    return format(
        "log p(x) < %.4f nats (least of training %.4f, slack %s)",
        thresholds.tau(), thresholds.leastDensity(), number(rule.slack()));
  }

  /**
   * {@return four significant digits, with a power of ten only if that is much shorter}
   *
   * @param value any number
   */
  public static String number(double value) {
    return MeasureNumbers.number(value);
  }

  /**
   * {@return a share in percent}
   *
   * @param share 1 means 100 %
   */
  public static String percent(double share) {
    return MeasureNumbers.percent(share);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
