// A client with nothing but Go's library: reads calls as lines of JSON, makes them, and prints what it read. What goes
// well is decoded into the structs of answers.go, strictly: a field that they do not have, a fraction for an int64 or a
// date that is not RFC 3339 ends the program.
package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"time"
)

type call struct {
	Method string          `json:"method"`
	URL    string          `json:"url"`
	Key    string          `json:"key"`
	Accept *string         `json:"accept"`
	Body   json.RawMessage `json:"body"`
	Form   string          `json:"form"`
}

type reply struct {
	Status int `json:"status"`
	Value  any `json:"value"`
}

func main() {
	client := &http.Client{Timeout: 20 * time.Second}
	lines := bufio.NewScanner(os.Stdin)
	output := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked call
		must(json.Unmarshal(lines.Bytes(), &asked))
		answer, err := send(client, asked)
		must(err)
		must(output.Encode(answer))
	}
	must(lines.Err())
}

func send(client *http.Client, asked call) (*reply, error) {
	var body io.Reader
	hasBody := len(asked.Body) > 0 && string(asked.Body) != "null"
	if hasBody {
		body = bytes.NewReader(asked.Body)
	}
	request, err := http.NewRequest(asked.Method, asked.URL, body)
	if err != nil {
		return nil, err
	}
	// Go asks for gzip by itself, and undoes it by itself.
	request.Header.Set("x-api-key", asked.Key)
	if hasBody {
		request.Header.Set("Content-Type", "application/json")
	}
	if asked.Accept != nil {
		request.Header.Set("Accept", *asked.Accept)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	value, err := read(asked, response.StatusCode, content)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", asked.Method, asked.URL, err)
	}
	return &reply{response.StatusCode, value}, nil
}

func read(asked call, status int, content []byte) (any, error) {
	switch {
	case status != http.StatusOK:
		refusal := new(struct {
			Message string `json:"message"`
		})
		return refusal, decode(content, refusal)
	case asked.Form == "csv":
		return csv.NewReader(bytes.NewReader(content)).ReadAll()
	case asked.Form == "zip":
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return nil, err
		}
		names := []string{}
		for _, file := range archive.File {
			names = append(names, file.Name)
		}
		return names, nil
	}
	address, err := url.Parse(asked.URL)
	if err != nil {
		return nil, err
	}
	for _, answer := range answers {
		if answer.path.MatchString(asked.Method + " " + address.Path) {
			value := answer.into()
			return value, decode(content, value)
		}
	}
	return nil, fmt.Errorf("nothing to decode %s into", address.Path)
}

func decode(content []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
