package main

import (
	"regexp"
	"time"
)

// What is known of the answers. A pointer is what may be absent or null.

type paging struct {
	PageCount int64 `json:"pageCount"`
	Rows      int64 `json:"rows"`
	PageSize  int64 `json:"pageSize"`
}

type country struct {
	Name   string `json:"name"`
	Region string `json:"region"`
	Iso    string `json:"iso"`
}

type allowance struct {
	Type        string `json:"type"`
	Service     string `json:"service"`
	Description string `json:"description"`
	Amount      int64  `json:"amount"`
	Unit        string `json:"unit"`
	Unlimited   bool   `json:"unlimited"`
}

type catalogue struct {
	Bundles []struct {
		Name           string      `json:"name"`
		Description    string      `json:"description"`
		Countries      []country   `json:"countries"`
		DataAmount     int64       `json:"dataAmount"`
		Duration       int64       `json:"duration"`
		Speed          []string    `json:"speed"`
		Autostart      bool        `json:"autostart"`
		Unlimited      bool        `json:"unlimited"`
		RoamingEnabled []country   `json:"roamingEnabled"`
		ImageURL       string      `json:"imageUrl"`
		Price          float64     `json:"price"`
		Groups         []string    `json:"groups"`
		BillingType    string      `json:"billingType"`
		Allowances     []allowance `json:"allowances"`
	} `json:"bundles"`
	paging
}

type orderEsim struct {
	Iccid       string `json:"iccid"`
	MatchingID  string `json:"matchingId"`
	SmdpAddress string `json:"smdpAddress"`
}

// An order, and what a validation answers: a pointer is what only one of them has.
type order struct {
	Order []struct {
		Esims         []orderEsim `json:"esims,omitempty"`
		Type          string      `json:"type"`
		Item          *string     `json:"item,omitempty"`
		Iccids        []string    `json:"iccids,omitempty"`
		Quantity      int64       `json:"quantity"`
		SubTotal      float64     `json:"subTotal"`
		PricePerUnit  float64     `json:"pricePerUnit"`
		AllowReassign *bool       `json:"AllowReassign,omitempty"`
	} `json:"order"`
	Total          float64   `json:"total"`
	Valid          *bool     `json:"valid,omitempty"`
	Currency       string    `json:"currency"`
	Status         *string   `json:"status,omitempty"`
	StatusMessage  *string   `json:"statusMessage,omitempty"`
	OrderReference *string   `json:"orderReference,omitempty"`
	CreatedDate    time.Time `json:"createdDate"`
	RunningBalance *float64  `json:"runningBalance,omitempty"`
	Assigned       bool      `json:"assigned"`
	SourceIP       *string   `json:"sourceIP,omitempty"`
}

type orders struct {
	Orders []order `json:"orders"`
	paging
}

type install struct {
	Iccid       string `json:"iccid"`
	MatchingID  string `json:"matchingId"`
	RspURL      string `json:"rspUrl"`
	SmdpAddress string `json:"smdpAddress"`
	Bundle      string `json:"bundle"`
	Reference   string `json:"reference"`
}

type esim struct {
	Iccid                  string `json:"iccid"`
	Pin                    string `json:"pin"`
	Puk                    string `json:"puk"`
	MatchingID             string `json:"matchingId"`
	SmdpAddress            string `json:"smdpAddress"`
	ProfileStatus          string `json:"profileStatus"`
	FirstInstalledDateTime *int64 `json:"firstInstalledDateTime"`
	CustomerRef            string `json:"customerRef"`
}

type bundles struct {
	Bundles []struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Assignments []struct {
			ID                  string     `json:"id"`
			CallTypeGroup       string     `json:"callTypeGroup"`
			InitialQuantity     int64      `json:"initialQuantity"`
			RemainingQuantity   int64      `json:"remainingQuantity"`
			StartTime           *time.Time `json:"startTime,omitempty"`
			EndTime             *time.Time `json:"endTime,omitempty"`
			AssignmentDateTime  time.Time  `json:"assignmentDateTime"`
			AssignmentReference string     `json:"assignmentReference"`
			BundleState         string     `json:"bundleState"`
			Unlimited           bool       `json:"unlimited"`
		} `json:"assignments"`
	} `json:"bundles"`
}

type history struct {
	Actions []struct {
		Name        string    `json:"name"`
		BundleName  string    `json:"bundleName"`
		Bundle      string    `json:"bundle"`
		Date        time.Time `json:"date"`
		BundleState *string   `json:"bundleState,omitempty"`
		AlertType   *string   `json:"alertType,omitempty"`
	} `json:"actions"`
	paging
}

type inventory struct {
	Bundles []struct {
		Name      string `json:"name"`
		Desc      string `json:"desc"`
		UseDms    bool   `json:"useDms"`
		Available []struct {
			ID        int64     `json:"id"`
			Total     int64     `json:"total"`
			Remaining int64     `json:"remaining"`
			Expiry    time.Time `json:"expiry"`
		} `json:"available"`
		Countries    []string    `json:"countries"`
		Data         int64       `json:"data"`
		Duration     int64       `json:"duration"`
		DurationUnit string      `json:"durationUnit"`
		Autostart    bool        `json:"autostart"`
		Unlimited    bool        `json:"unlimited"`
		Speed        []string    `json:"speed"`
		Allowances   []allowance `json:"allowances"`
	} `json:"bundles"`
	paging
}

type applied struct {
	Esims []struct {
		Iccid  string `json:"iccid"`
		Status string `json:"status"`
		Bundle string `json:"bundle"`
	} `json:"esims"`
	ApplyReference string `json:"applyReference"`
}

type done struct {
	Status string `json:"status"`
}

type organisations struct {
	Organisations []struct {
		Name               string    `json:"name"`
		APIKey             string    `json:"apiKey"`
		TaxLiable          string    `json:"taxLiable"`
		Addr1              string    `json:"addr1"`
		Addr2              string    `json:"addr2"`
		City               string    `json:"city"`
		Country            string    `json:"country"`
		Postcode           string    `json:"postcode"`
		CallbackURL        string    `json:"callbackUrl"`
		Notes              string    `json:"notes"`
		Groups             []string  `json:"groups"`
		Currency           string    `json:"currency"`
		Balance            float64   `json:"balance"`
		TestCredit         float64   `json:"testCredit"`
		TestCreditExpiry   time.Time `json:"testCreditExpiry"`
		BusinessType       string    `json:"businessType"`
		Website            string    `json:"website"`
		ProductDescription string    `json:"productDescription"`
		Users              []struct {
			FirstName    string `json:"firstName"`
			LastName     string `json:"lastName"`
			Role         string `json:"role"`
			EmailAddress string `json:"emailAddress"`
			PhoneNumber  string `json:"phoneNumber"`
			TimeZone     string `json:"timeZone"`
		} `json:"users"`
	} `json:"organisations"`
}

// What each path is decoded into; the first that fits.
var answers = []struct {
	path *regexp.Regexp
	into func() any
}{
	{regexp.MustCompile(`/organisation$`), func() any { return new(organisations) }},
	{regexp.MustCompile(`/catalogue$`), func() any { return new(catalogue) }},
	{regexp.MustCompile(`GET .*/orders$`), func() any { return new(orders) }},
	{regexp.MustCompile(`POST .*/orders$`), func() any { return new(order) }},
	{regexp.MustCompile(`/esims/assignments$`), func() any { return new([]install) }},
	{regexp.MustCompile(`/esims/apply$`), func() any { return new(applied) }},
	{regexp.MustCompile(`/esims/\d+$`), func() any { return new(esim) }},
	{regexp.MustCompile(`/esims/\d+/bundles$`), func() any { return new(bundles) }},
	{regexp.MustCompile(`/esims/\d+/history$`), func() any { return new(history) }},
	{regexp.MustCompile(`/inventory$`), func() any { return new(inventory) }},
	{regexp.MustCompile(`DELETE |/inventory/refund$`), func() any { return new(done) }},
}
