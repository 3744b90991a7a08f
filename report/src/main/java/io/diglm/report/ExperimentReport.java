package io.diglm.report;

import io.diglm.chart.ImageGrid;
import io.diglm.chart.Picture;
import java.util.List;

/**
 * The content of the page about one experiment.
 *
 * @param title of the page
 * @param lead a description of the experiment in a sentence or two
 * @param tables of figures
 * @param pictures drawn from figures
 * @param grids of images
 * @param notes what differs from the publication
 * @param provenance what is needed to repeat the experiment
 */
public record ExperimentReport(
    String title,
    String lead,
    List<ResultTable> tables,
    List<Picture> pictures,
    List<ImageGrid> grids,
    List<String> notes,
    List<Fact> provenance) {

  public ExperimentReport {
    tables = List.copyOf(tables);
    pictures = List.copyOf(pictures);
    grids = List.copyOf(grids);
    notes = List.copyOf(notes);
    provenance = List.copyOf(provenance);
  }
}
