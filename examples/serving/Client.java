import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks a served model for one row: {@code java Client.java http://localhost:8080 homes}. */
public final class Client {
  private Client() {}

  public static void main(String[] arguments) throws Exception {
    URI address = URI.create(arguments[0] + "/v1/models/" + arguments[1] + ":predict?explain=true");
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("[{\"size\": 4000, \"rooms\": 3, \"kind\": \"castle\", \"built\": \"1999-12-31\"}]"))
            .build();
    System.out.println(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
  }
}
