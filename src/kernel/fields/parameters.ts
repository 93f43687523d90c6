// Settings of the field model, under their names there (contracts/params.ts), set once before anything else is called;
// and how averages fade (core/fields/decay.ts).

export let uLimit: f64 = Infinity;
export let logVelocity: bool = false;
export let relativeDensity: bool = false;
export let surroundTicks: i32 = 0;
export let restShare: bool = false;
export let exponentialKappa: bool = false;
export let nu0: f64 = 0;
export let nuRho: f64 = 0;
export let nuPhi: f64 = 0;
export let nuS: f64 = 0;
export let lambdaPhi: f64 = 0;
export let lambdaS: f64 = 0;

/** Four factors by age: what is left of each average after so many idle windows. */
export let factors: usize = 0;
/** From this age on nothing is left. */
export let deadAge: i32 = 0;
/** Weight of a new value in each average, and what an idle window takes from it as a part of what it leaves. */
export let alphas: usize = 0;
export let losses: usize = 0;
/** ln(1 + lots) of the first so many depths. */
export let logOnePlus: usize = 0;
export let tabulatedLots: i32 = 0;
