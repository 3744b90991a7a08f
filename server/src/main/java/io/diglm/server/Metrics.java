package io.diglm.server;

import io.diglm.server.models.Models;
import io.diglm.server.models.ServedModel;
import io.diglm.server.models.Traffic;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** The metrics in the format of Prometheus. */
final class Metrics {
  private static final PrometheusTextFormatWriter FORMAT = PrometheusTextFormatWriter.create();

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Models models;
  private final Clock clock;
  private final Counter requests;
  private final Histogram seconds;

  /**
   * @param queued how many requests wait
   */
  Metrics(Models models, Clock clock, IntSupplier queued) {
    this.models = models;
    this.clock = clock;
    requests =
        Counter.builder()
            .name("diglm_requests_total")
            .help("Requests by what was asked and the status of the answer.")
            .labelNames("kind", "status")
            .register(registry);
    seconds =
        Histogram.builder()
            .name("diglm_request_seconds")
            .help("From a request's head to the end of its answer.")
            .labelNames("kind")
            .classicOnly()
            .classicUpperBounds(
                .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)
            .register(registry);
    registry.register(
        () ->
            GaugeSnapshot.builder()
                .name("diglm_queued_requests")
                .help("Requests that wait for a core.")
                .dataPoint(
                    GaugeSnapshot.GaugeDataPointSnapshot.builder().value(queued.getAsInt()).build())
                .build());
    registry.register(this::ofModels);
  }

  void add(Call call) {
    count(call.kind(), Integer.toString(call.response().getStatus()), call.seconds());
  }

  void count(String kind, String status, double took) {
    requests.labelValues(kind, status).inc();
    seconds.labelValues(kind).observe(took);
  }

  Reply reply() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      FORMAT.write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Reply(200, FORMAT.getContentType(), text.toByteArray(), Map.of());
  }

  /** The metrics of all models, under construction. */
  private final class Builders {
    private final CounterSnapshot.Builder rows =
        CounterSnapshot.builder().name("diglm_rows").help("Rows since the model was loaded.");
    private final CounterSnapshot.Builder refused =
        CounterSnapshot.builder()
            .name("diglm_rows_refused")
            .help("Rows without an answer of the model's own, by why.");
    private final CounterSnapshot.Builder reloads =
        CounterSnapshot.builder().name("diglm_model_reloads").help("Changed files, by outcome.");
    private final HistogramSnapshot.Builder density =
        HistogramSnapshot.builder()
            .name("diglm_log_density")
            .help("log p(x) of rows in nats; buckets are twentieths of the training rows.");
    private final HistogramSnapshot.Builder p =
        HistogramSnapshot.builder()
            .name("diglm_novelty_p_value")
            .help("P-values of the rows' novelty.");
    private final GaugeSnapshot.Builder effect =
        GaugeSnapshot.builder()
            .name("diglm_drift_effect")
            .help("P(more novel) - P(less novel) of the rows against calibration rows.");
    private final GaugeSnapshot.Builder driftP =
        GaugeSnapshot.builder()
            .name("diglm_drift_p_value")
            .help("The chance of such an effect where nothing drifts.");
    private final GaugeSnapshot.Builder age =
        GaugeSnapshot.builder().name("diglm_model_age_seconds").help("Since the model was fitted.");
    private final GaugeSnapshot.Builder loaded =
        GaugeSnapshot.builder()
            .name("diglm_model_loaded_seconds")
            .help("Since the model was loaded.");

    void add(Models.State state) {
      Labels labels = Labels.of("model", state.name(), "version", state.version());
      count(reloads, labels.add("outcome", "loaded"), state.reloads());
      count(reloads, labels.add("outcome", "failed"), state.failures());
      if (state.ready()) {
        try (ServedModel model = models.hold(state.name(), Optional.of(state.version()))) {
          add(labels, model);
        }
      }
    }

    private void add(Labels labels, ServedModel model) {
      Traffic.Numbers numbers = model.traffic().numbers();
      count(rows, labels, numbers.rows());
      count(refused, labels.add("reason", "novel"), numbers.novel());
      count(refused, labels.add("reason", "missing"), numbers.missing());
      count(refused, labels.add("reason", "unreadable"), numbers.unreadable());
      density.dataPoint(
          histogram(labels, numbers.densityBounds(), numbers.densities(), numbers.densitySum()));
      double[] bounds = numbers.pBounds();
      bounds[bounds.length - 1] = Double.POSITIVE_INFINITY;
      p.dataPoint(histogram(labels, bounds, numbers.pValues(), numbers.pSum()));
      gauge(effect, labels.add("span", "window"), numbers.window().effect());
      gauge(effect, labels.add("span", "run"), numbers.run().effect());
      gauge(driftP, labels.add("span", "window"), numbers.window().pValue());
      gauge(driftP, labels.add("span", "run"), numbers.run().pValue());
      gauge(
          age,
          labels,
          (double)
              Duration.between(model.manifest().provenance().created(), clock.instant())
                  .toSeconds());
      gauge(loaded, labels, (double) Duration.between(model.loaded(), clock.instant()).toSeconds());
    }

    MetricSnapshots build() {
      return MetricSnapshots.of(
          rows.build(),
          refused.build(),
          reloads.build(),
          density.build(),
          p.build(),
          effect.build(),
          driftP.build(),
          age.build(),
          loaded.build());
    }
  }

  private static void count(CounterSnapshot.Builder to, Labels labels, long value) {
    to.dataPoint(
        CounterSnapshot.CounterDataPointSnapshot.builder()
            .labels(labels)
            .value((double) value)
            .build());
  }

  private static void gauge(GaugeSnapshot.Builder to, Labels labels, double value) {
    to.dataPoint(
        GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
  }

  private static HistogramSnapshot.HistogramDataPointSnapshot histogram(
      Labels labels, double[] bounds, long[] counts, double sum) {
    return HistogramSnapshot.HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
        .sum(sum)
        .build();
  }

  private MetricSnapshots ofModels() {
    Builders builders = new Builders();
    models.states().forEach(builders::add);
    return builders.build();
  }
}
