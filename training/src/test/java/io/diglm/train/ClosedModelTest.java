package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.diglm.model.ModelFile;
import io.diglm.predict.Predictor;
import io.diglm.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A model of rows that is closed while in use. */
final class ClosedModelTest {
  @Test
  void callsUnderWayEndBeforeAModelOfRowsIsClosed() throws InterruptedException {
    Table table = Tables.regression(400, 1);
    try (FitResult result = Fit.of(Tables.quick("y")).run(table)) {
      closedInUse(result.model(), table);
    }
  }

  private static void closedInUse(ModelFile model, Table table) throws InterruptedException {
    Predictor predictor = Predictor.open(model, "m.diglm");
    CountDownLatch busy = new CountDownLatch(4);
    AtomicInteger refused = new AtomicInteger();
    AtomicReference<String> message = new AtomicReference<>("");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    assertEquals(table.rows(), predictor.predict(table).size());
                    busy.countDown();
                  }
                } catch (IllegalStateException e) {
                  refused.incrementAndGet();
                  message.set(String.valueOf(e.getMessage()));
                }
              });
      threads.add(thread);
      thread.start();
    }
    busy.await();
    predictor.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(4, refused.get());
    assertEquals("predictor must be open, got one that was closed", message.get());
    predictor.close();
    assertFalse(predictor.manifest().golden().logDensity().length == 0);
  }
}
