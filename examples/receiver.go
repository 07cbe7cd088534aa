// Receives eSIM Go's callbacks, version V3. Copy it: it needs Go and nothing else.
//
//	ESIM_GO_API_KEY=test-key PORT=4030 go run receiver.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
)

type callback struct {
	Date, AlertType, Event, Iccid string
	Bundle                        struct {
		Name                               string
		InitialQuantity, RemainingQuantity int64
	}
}

func (c callback) String() string {
	bundle, used := c.Bundle, ""
	if bundle.InitialQuantity > 0 {
		used = fmt.Sprintf("%d%%", (bundle.InitialQuantity-bundle.RemainingQuantity)*100/bundle.InitialQuantity)
	}
	line := fmt.Sprintln(c.Date, c.AlertType+c.Event, c.Iccid, bundle.Name, used)
	return strings.Join(strings.Fields(line), " ")
}

// handle takes the callbacks one after the other, in the order in which they came.
func handle(queue <-chan []byte) {
	// In earnest: a unique column in your database. Callbacks have no id, but one that is sent again has the same bytes.
	handled := map[[sha256.Size]byte]bool{}
	for body := range queue {
		var c callback
		if err := json.Unmarshal(body, &c); err != nil {
			log.Print(err)
			continue
		}
		hash := sha256.Sum256(body)
		if handled[hash] {
			fmt.Println("duplicate", c)
			continue
		}
		handled[hash] = true
		fmt.Println(c)
	}
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	key := []byte(env("ESIM_GO_API_KEY", "test-key"))
	queue := make(chan []byte, 1000)
	go handle(queue)

	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		// The bytes as they came: JSON that was parsed and written again has another signature.
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		mac := hmac.New(sha256.New, key)
		mac.Write(body)
		signature := base64.StdEncoding.EncodeToString(mac.Sum(nil))
		if !hmac.Equal([]byte(signature), []byte(r.Header.Get("X-Signature-SHA256"))) {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Println("refused: not signed with this key")
			return
		}
		// To be handled once this is answered: whatever goes wrong from here on is not the sender's business.
		queue <- body
	})

	listener, err := net.Listen("tcp", net.JoinHostPort(env("HOST", "127.0.0.1"), env("PORT", "4030")))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s/\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
