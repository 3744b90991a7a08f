package io.diglm.reporting;

import io.diglm.novelty.Uncertainty;
import io.diglm.report.KeyFigure;
import io.diglm.report.KeyFigure.Better;
import io.diglm.selective.DensityEvaluation;
import io.diglm.selective.Evaluation;
import io.diglm.selective.Measures;
import java.util.ArrayList;
import java.util.List;

/** The numbers to judge a fit by, with those of the constant answer. */
record KeyFigures(HeldOut heldOut) {
  List<KeyFigure> list() {
    List<KeyFigure> figures = new ArrayList<>();
    if (heldOut.own().isPresent() && heldOut.constant().isPresent()) {
      answers(figures, heldOut.own().get(), heldOut.constant().get().measures());
    }
    heldOut.density().ifPresent(rows -> figures.addAll(List.of(rejected(rows), density(rows))));
    return figures;
  }

  private void answers(List<KeyFigure> figures, Evaluation own, Measures constant) {
    figures.add(nll(own.measures().nll(), constant.nll()));
    if (own.measures() instanceof Measures.OfNumbers measured
        && constant instanceof Measures.OfNumbers base) {
      numbers(figures, measured, base);
    } else if (own.measures() instanceof Measures.OfTimes measured
        && constant instanceof Measures.OfTimes base) {
      times(figures, measured, base);
    } else {
      Measures.OfClasses base = constant.ofClasses().orElseThrow();
      own.measures().ofClasses().ifPresent(measured -> classes(figures, measured, base));
    }
    if (own.measures() instanceof Measures.OfOrdered measured
        && constant instanceof Measures.OfOrdered base) {
      figures.add(ranks(measured.rps(), base.rps()));
    }
    heldOut
        .uncertainty()
        .ifPresent(parts -> uncertain(figures, parts, own.measures().ofClasses().isPresent()));
  }

  private KeyFigure nll(double value, double baseline) {
    return lower(
        name("NLL"),
        "nats",
        value,
        baseline,
        "Mean −log p(y|x): each nat less makes what happened e = 2.7 times as likely.");
  }

  private void numbers(List<KeyFigure> figures, Measures.OfNumbers own, Measures.OfNumbers base) {
    figures.add(
        lower(
            name("RMSE"),
            "",
            own.rmse(),
            base.rmse(),
            "Root mean squared error of the mean, in the target's unit; large errors weigh most."));
    figures.add(
        lower(
            name("MAE"),
            "",
            own.mae(),
            base.mae(),
            "Mean absolute error of the mean, in the target's unit."));
    figures.add(
        lower(
            name("CRPS"),
            "",
            own.crps(),
            base.crps(),
            "Error of the whole predicted distribution, in the target's unit; that of a point"
                + " prediction would be its MAE."));
  }

  private void times(List<KeyFigure> figures, Measures.OfTimes own, Measures.OfTimes base) {
    if (own.brier().isPresent() && base.brier().isPresent()) {
      figures.add(
          lower(
              name("integrated Brier score"),
              "",
              own.brier().get(),
              base.brier().get(),
              "Mean squared error of the survival probability from the 10 % to the 90 % quantile"
                  + " of the observed times."));
    }
  }

  private void classes(List<KeyFigure> figures, Measures.OfClasses own, Measures.OfClasses base) {
    figures.add(
        lower(
            name("error"),
            "%",
            100 * own.error(),
            100 * base.error(),
            "Share of the rows whose most probable class was wrong."));
    figures.add(
        lower(
            name("ECE"),
            "%",
            100 * own.ece(),
            Double.NaN,
            "Expected calibration error: the mean difference between the stated confidence and the"
                + " share of right answers."));
  }

  private KeyFigure ranks(double own, double base) {
    return lower(
        name("RPS"),
        "ranks",
        own,
        base,
        "Ranked probability score: how many ranks the predicted distribution lies away; that of a"
            + " sure answer would be its distance in ranks.");
  }

  private static void uncertain(List<KeyFigure> figures, Uncertainty parts, boolean classes) {
    String unit = classes ? "nats" : "";
    figures.add(
        neither(
            classes ? "Noise (mean entropy)" : "Noise (RMS deviation)",
            unit,
            parts.noise(),
            "Uncertainty that remains however many rows of these columns are added."));
    figures.add(
        neither(
            classes ? "Ignorance (mean information)" : "Ignorance (RMS deviation)",
            unit,
            parts.model(),
            "Uncertainty that more labelled rows would reduce: how much the members, or draws of the"
                + " posterior of the coefficients, disagree. It grows far from the training rows."));
  }

  private static KeyFigure neither(String name, String unit, double value, String meaning) {
    return new KeyFigure(name, unit, value, Double.NaN, Better.NEITHER, meaning);
  }

  private KeyFigure rejected(DensityEvaluation own) {
    return neither(
        "Rejected",
        "% of " + heldOut.part() + " rows",
        100.0 * own.rejected() / own.rows(),
        heldOut.own().isPresent()
            ? "Rows that the rule of the model refuses; for them the answer is p(y), whatever x."
            : "Rows that the rule of the model refuses.");
  }

  private KeyFigure density(DensityEvaluation own) {
    return neither(
        "Mean log p(x)",
        "nats",
        own.logDensity().mean(),
        "How probable the inputs are, in the units of their columns: comparable only between models"
            + " of the same columns.");
  }

  private String name(String measure) {
    return (heldOut.test() ? "Test " : "Validation ") + measure;
  }

  private static KeyFigure lower(
      String name, String unit, double value, double baseline, String meaning) {
    return new KeyFigure(name, unit, value, baseline, Better.LOWER, meaning);
  }
}
