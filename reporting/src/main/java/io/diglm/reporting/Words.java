package io.diglm.reporting;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.diglm.json.Json;
import io.diglm.model.Dispersion;
import io.diglm.model.FamilyName;
import io.diglm.model.FlowConfig;
import io.diglm.model.HeadConfig;
import io.diglm.model.Link;
import java.math.BigDecimal;
import java.math.MathContext;
import java.text.NumberFormat;
import java.util.Locale;

/** Describes configurations in words. */
final class Words {
  private Words() {}

  /** Returns the family of p(y|x) in words, such as "Mixture of 3 Gaussians". */
  static String family(HeadConfig head) {
    return head.definition().words(head.count());
  }

  static String head(HeadConfig head) {
    if (head.family() == FamilyName.NONE) {
      return "none: the model is of p(x) alone";
    }
    String link = head.link().name().toLowerCase(Locale.ROOT);
    String dispersion =
        !head.definition().disperses()
            ? ""
            : head.dispersion() == Dispersion.MODELLED
                ? ", dispersion predicted from z"
                : ", dispersion one constant";
    boolean moved = head.link() == Link.IDENTITY && head.scale() != 1;
    String standardised =
        moved
            ? ", y standardised by %s and %s".formatted(number(head.shift()), number(head.scale()))
            : "";
    return "%s, %s link%s%s".formatted(family(head), link, dispersion, standardised);
  }

  static String flow(FlowConfig flow, int dimension) {
    String network =
        "%s of %d × %d, %s"
            .formatted(
                lower(flow.network()), flow.depth(), flow.hidden(), lower(flow.activation()));
    String norm = flow.norm() == FlowConfig.Norm.NONE ? "" : ", " + lower(flow.norm());
    String periodic =
        flow.frequencies() == 0
            ? ""
            : ", %d learned frequencies an input".formatted(flow.frequencies());
    String bent =
        flow.hinges()
            .map(count -> ", %d piecewise-linear features beside the columns".formatted(count))
            .orElse("");
    String variance =
        flow.latentVariance() == 1
            ? ""
            : ", latent variance %s".formatted(number(flow.latentVariance()));
    return "%s, %d dimensions, %d layers, each a network (%s)%s%s%s%s"
        .formatted(
            architecture(flow.architecture()),
            dimension,
            flow.layers(),
            network,
            periodic,
            bent,
            norm,
            variance);
  }

  /** Returns the training settings in the model file that are set. */
  static String training(JsonObject config) {
    return "density weight w = %s (λ = w/D), learning rate %s, warm-up %s, weight decay %s,"
            .formatted(
                text(config, "density_weight"),
                text(config, "learning_rate"),
                text(config, "warm_up"),
                text(config, "weight_decay"))
        + " gradient norm at most %s, weights averaged by %s, patience %s, threads %s"
            .formatted(
                text(config, "clip_norm"),
                text(config, "averaging"),
                patience(Json.at(config, "/patience")),
                text(config, "threads"));
  }

  private static String patience(JsonElement epochs) {
    return Json.isNumber(epochs)
        ? number(epochs.getAsDouble()) + " epochs"
        : "by the number of rows";
  }

  /** Returns how the rows were split. */
  static String split(JsonObject config) {
    boolean time = text(config, "split").equalsIgnoreCase("time");
    String order = time ? "in order, the last ones for test" : "drawn by the seed";
    boolean drop = text(config, "missing").equalsIgnoreCase("drop");
    return order
        + ", of the others evenly picked ones for validation; rows with missing features "
        + (drop ? "dropped" : "kept");
  }

  /**
   * Returns a number with four significant digits and without trailing zeros; whole numbers are
   * given in full.
   */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
    }
    boolean whole = value == Math.rint(value);
    BigDecimal digits = new BigDecimal(value).round(new MathContext(whole ? 15 : 4));
    boolean plain = value == 0 || (Math.abs(value) >= 1e-5 && Math.abs(value) < 1e15);
    String text =
        plain
            ? plain(digits)
            : digits.stripTrailingZeros().toString().replace("E+", "E").replace('E', 'e');
    return text.replace('-', '−');
  }

  /** Returns a share of one as a percentage, with a non-breaking space. */
  static String percent(double share) {
    double percent = 100 * share;
    int digits = percent < 10 ? 2 : 3;
    return plain(new BigDecimal(percent).round(new MathContext(digits))) + "\u00a0%";
  }

  /** Returns a log-density with two decimals. */
  static String nats(double value) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%.2f", value).replace('-', '−')
        : number(value);
  }

  private static String plain(BigDecimal digits) {
    NumberFormat format = NumberFormat.getNumberInstance(Locale.ROOT);
    format.setMaximumFractionDigits(10);
    return format.format(digits);
  }

  private static String text(JsonObject config, String name) {
    JsonElement value = Json.at(config, "/" + name);
    if (value.isJsonNull()) {
      return "–";
    }
    return Json.isNumber(value) ? number(value.getAsDouble()) : value.getAsString();
  }

  private static String architecture(FlowConfig.Architecture architecture) {
    return switch (architecture) {
      case REALNVP -> "RealNVP (affine couplings)";
      case GLOW -> "Glow (invertible linear maps, affine couplings)";
      case PLANAR -> "planar maps";
      case SPLINE -> "rational-quadratic spline couplings";
    };
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
