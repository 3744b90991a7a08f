package io.diglm.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SvgTest {

  @Test
  void ticksAreRoundNumbersEvenForEvenlySpacedData() {
    double[] epochs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    String svg = Svg.of(figure(Layer.Mark.LINE, epochs, epochs), "p");
    assertEquals(List.of("2", "4", "6", "8", "10"), texts(svg, "tx"));
  }

  @Test
  void linesThatMeetAreOnePath() {
    double[] points = {0, 1, 2, 3, 4};
    String svg = Svg.of(figure(Layer.Mark.LINE, points, points), "p");
    assertEquals(1, count(svg, "class=\"l s1\""));
    assertEquals(4, count(element(svg, "class=\"l s1\""), "L"));
  }

  @Test
  void aGapStartsAnotherStroke() {
    double[] x = {0, 1, 2, 3, 4};
    double[] y = {0, 1, Double.NaN, 3, 4};
    String svg = Svg.of(figure(Layer.Mark.LINE, x, y), "p");
    assertEquals(2, count(element(svg, "class=\"l s1\""), "M"));
  }

  /** The rest of the first element with this attribute. */
  private static String element(String svg, String attribute) {
    int at = svg.indexOf(attribute);
    return svg.substring(at, svg.indexOf('>', at));
  }

  @Test
  void areasKeepTheirOpacity() {
    double[] points = {0, 1, 2};
    String svg = Svg.of(figure(Layer.Mark.AREA, points, points), "p");
    assertTrue(svg.contains("<path class=\"a s1\" fill-opacity=\"0.14"), svg);
  }

  private static Figure figure(Layer.Mark mark, double[] x, double[] y) {
    Layer layer = new Layer("", Ink.FIRST, mark, x, y);
    return new Figure(
        "t", "d", new Axis("", Range.of(x)), new Axis("", Range.of(y)), List.of(layer));
  }

  private static List<String> texts(String svg, String css) {
    return Pattern.compile("<text class=\"" + css + "\"[^>]*>([^<]*)<")
        .matcher(svg)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static int count(String svg, String pattern) {
    return (int) Pattern.compile(pattern).matcher(svg).results().map(MatchResult::group).count();
  }
}
